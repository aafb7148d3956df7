/** The builders that the seed uses too. */
export * from '../../prisma/seed/builders.ts';

/** Ids of spans, made by the database where rows of many runs are written at once. */
import { Prisma } from './prisma.ts';

/** As `spanIdOf`, of the name that the expression makes. */
export function spanIdSql(name: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`left(encode(sha256(convert_to(${name}, 'UTF8')), 'hex'), 16)`;
}

/** SQL of our own in terms of a model's fields: the schema maps `camelCase` to `snake_case` throughout. */
import { Prisma } from './prisma.ts';

/** The model's columns under its fields' names. @param fields such as `Prisma.RunScalarFieldEnum`. */
export function columnsOf(fields: Readonly<Record<string, string>>, alias: string): Prisma.Sql {
  const columns = Object.values(fields).map((field) => `${alias}.${columnOf(field)} AS "${field}"`);
  return Prisma.raw(columns.join(', '));
}

/** Inserts one row. A list is an array for PostgreSQL, a plain object is JSON. */
export function insertSql(table: string, row: Readonly<Record<string, unknown>>): Prisma.Sql {
  const columns = Object.keys(row).map(columnOf);
  return Prisma.sql`
    INSERT INTO ${Prisma.raw(table)} (${Prisma.raw(columns.join(', '))})
    VALUES (${Prisma.join(Object.values(row))})`;
}

export function columnOf(field: string): string {
  return field.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

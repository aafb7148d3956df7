/** SQL as we write it, sent by the driver itself. Values come as Prisma's do. */
import pg, { type CustomTypesConfig, type QueryConfig, type QueryResult } from 'pg';
import { Prisma } from './prisma.ts';
import type { StatementNames } from './statement-names.ts';

export type Send = (query: QueryConfig) => Promise<QueryResult<Record<string, unknown>>>;

type Written = TemplateStringsArray | Prisma.Sql;

/** `$queryRaw` and `$executeRaw`, by the names that Prisma's have. */
export function driverSql(send: Send, nameOf: StatementNames) {
  const sendWritten = (written: Written, parameters: readonly unknown[]) => {
    const { text, values } = 'text' in written ? written : Prisma.sql(written, ...parameters);
    const name = nameOf({ sql: text, args: values });
    return send({ name, text, values: values.map(serialized), types: TYPES });
  };
  return {
    $queryRaw: async (written: Written, ...parameters: unknown[]) =>
      (await sendWritten(written, parameters)).rows,
    $executeRaw: async (written: Written, ...parameters: unknown[]) =>
      (await sendWritten(written, parameters)).rowCount ?? 0,
  };
}

/** Before anything is sent: the driver takes a statement for prepared even when it then can't write its values. */
function serialized(value: unknown): unknown {
  return isPlainObject(value) ? JSON.stringify(value) : value;
}

function isPlainObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

const { builtins } = pg.types;

/**
 * Where the driver's values differ from Prisma's: big numbers are exact, and a date is midnight UTC, not here. Lists of
 * such are not told apart; no statement asks for one.
 */
const PARSERS: Readonly<Record<number, (text: string) => unknown>> = {
  [builtins.INT8]: BigInt,
  [builtins.NUMERIC]: (text) => new Prisma.Decimal(text),
  [builtins.DATE]: (text) => new Date(text),
};

const byDriver = pg.types.getTypeParser as (oid: number, format?: string) => (text: string) => unknown;

const TYPES: CustomTypesConfig = {
  getTypeParser: (oid: number, format?: string) => PARSERS[oid] ?? byDriver(oid, format),
};

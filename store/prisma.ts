/** Prisma clients, one per database role. Only store/ imports this file. */
import { PrismaPg } from '@prisma/adapter-pg';
import type { Client } from 'pg';
import { Prisma, PrismaClient } from './generated/client.ts';
import { createStatementNames } from './statement-names.ts';

export type Tx = Prisma.TransactionClient;
export { Prisma, PrismaClient };

export interface PoolOptions {
  readonly max: number;
  /** How long to wait for a connection; the driver's own default is for ever. */
  readonly connectionTimeoutMs: number;
  readonly statementTimeoutMs: number;
  /** What its connections are, when they are no plain ones. */
  readonly Client?: typeof Client;
}

export function createClient(connectionString: string, pool: PoolOptions): PrismaClient {
  const adapter = new PrismaPg(
    {
      connectionString,
      max: pool.max,
      connectionTimeoutMillis: pool.connectionTimeoutMs,
      idleTimeoutMillis: 30_000,
      statement_timeout: pool.statementTimeoutMs,
      idle_in_transaction_session_timeout: 30_000,
      ...(pool.Client === undefined ? {} : { Client: pool.Client }),
    },
    { statementNameGenerator: createStatementNames() },
  );
  return new PrismaClient({ adapter, errorFormat: 'minimal' });
}

/** A value for a JSON column: Prisma's input type does not take `unknown`, what we store is always plain JSON. */
export function json(value: unknown): Prisma.InputJsonValue {
  return value as Prisma.InputJsonValue;
}

/** Prisma clients, one per database role. Only store/ imports this file. */
import { PrismaPg } from '@prisma/adapter-pg';
import type { Pool, PoolConfig } from 'pg';
import { Prisma, PrismaClient } from './generated/client.ts';
import { createStatementNames, type StatementNames } from './statement-names.ts';

/** SQL comes as a template or not at all. */
export type Tx = Omit<Prisma.TransactionClient, '$queryRawUnsafe' | '$executeRawUnsafe'>;
export { Prisma, PrismaClient };

export interface PoolOptions {
  readonly max: number;
  /** How long to wait for a connection; the driver's own default is for ever. */
  readonly connectionTimeoutMs: number;
  readonly statementTimeoutMs: number;
}

export function poolConfig(connectionString: string, options: PoolOptions): PoolConfig {
  return {
    connectionString,
    max: options.max,
    connectionTimeoutMillis: options.connectionTimeoutMs,
    idleTimeoutMillis: 30_000,
    statement_timeout: options.statementTimeoutMs,
    idle_in_transaction_session_timeout: 30_000,
  };
}

export function createClient(connectionString: string, options: PoolOptions): PrismaClient {
  return createClientOn(poolConfig(connectionString, options), createStatementNames());
}

/** On connections that others use, too, the names must be theirs: a connection takes a name for one text only. */
export function createClientOn(pool: Pool | PoolConfig, statementNames: StatementNames): PrismaClient {
  const adapter = new PrismaPg(pool, { statementNameGenerator: statementNames });
  return new PrismaClient({ adapter, errorFormat: 'minimal' });
}

/** A value for a JSON column: Prisma's input type does not take `unknown`, what we store is always plain JSON. */
export function json(value: unknown): Prisma.InputJsonValue {
  return value as Prisma.InputJsonValue;
}

/**
 * Transactions of organizations, by the driver itself: a step of a run costs mostly what its statements cost, and
 * Prisma's way for one takes several times the driver's CPU. Models go through Prisma all the same
 * (docs/decisions/0026-round-trips-are-what-a-step-costs.md).
 */
import { escapeLiteral, Pool, type PoolClient } from 'pg';
import { driverSql, type Send } from './driver-sql.ts';
import { createPrismaParts, type PrismaPart, type PrismaParts } from './prisma-part.ts';
import { poolConfig, type Tx } from './prisma.ts';
import { createStatementNames } from './statement-names.ts';
import { DatabaseTimeout, withDeadline } from './unavailable.ts';

export interface TransactionOptions {
  readonly url: string;
  readonly poolSize: number;
  /** Longest time one may take, in ms. */
  readonly timeoutMs: number;
}

export class Transactions {
  readonly pool: Pool;
  readonly #parts: PrismaParts;
  readonly #timeoutMs: number;
  readonly #statementNames = createStatementNames();

  constructor({ url, poolSize, timeoutMs }: TransactionOptions) {
    const limits = { max: poolSize, connectionTimeoutMs: 5_000, statementTimeoutMs: timeoutMs };
    this.pool = new Pool(poolConfig(url, limits));
    // An idle connection that breaks is replaced when one is needed; what can't be replaced is said then.
    this.pool.on('error', ignore);
    this.#timeoutMs = timeoutMs;
    this.#parts = createPrismaParts(this.#statementNames, timeoutMs);
  }

  /** Does the work as the organization, all of it or nothing: whatever is thrown undoes what was done. */
  async run<T>(organizationId: string, work: (tx: Tx) => Promise<T>): Promise<T> {
    const connection = await this.pool.connect();
    // Whatever is asked of it next says that it broke.
    connection.on('error', ignore);
    let isBroken = false;
    try {
      return await withDeadline(this.#commit(connection, organizationId, work), this.#timeoutMs);
    } catch (error) {
      // One that does not answer is dropped, which undoes the rest as well as a rollback that nobody answers.
      isBroken = error instanceof DatabaseTimeout || !(await isRolledBack(connection));
      throw error;
    } finally {
      connection.off('error', ignore);
      connection.release(isBroken);
    }
  }

  async close(): Promise<void> {
    try {
      await this.#parts.close();
    } finally {
      await this.pool.end();
    }
  }

  async #commit<T>(connection: PoolClient, organizationId: string, work: (tx: Tx) => Promise<T>): Promise<T> {
    await connection.query(begin(organizationId));
    let isOver = false;
    const send: Send = async (query) => {
      // By now the connection may be another organization's.
      if (isOver) throw new Error('Transaction already closed');
      return connection.query(query);
    };
    const part = this.#parts.join(send);
    try {
      const result = await work(this.#tx(part, send));
      await part.leave();
      isOver = true;
      await commit(connection);
      return result;
    } catch (error) {
      await part.leave().catch(ignore);
      throw error;
    } finally {
      isOver = true;
    }
  }

  #tx(part: PrismaPart, send: Send): Tx {
    const sql: Record<PropertyKey, unknown> = driverSql(send, this.#statementNames);
    return new Proxy(part.models, {
      get: (models, key) => sql[key] ?? (Reflect.get(models, key) as unknown),
    });
  }
}

/** In one message: as a statement of its own the second was one in five of all that a run sends. */
function begin(organizationId: string): string {
  return `BEGIN; SELECT set_config('app.org_id', ${escapeLiteral(organizationId)}, TRUE)`;
}

async function commit(connection: PoolClient): Promise<void> {
  const { command } = await connection.query('COMMIT');
  // PostgreSQL's quiet answer when a statement failed and nobody passed that on.
  if (command !== 'COMMIT') throw new Error('the transaction was undone: one of its statements had failed');
}

function isRolledBack(connection: PoolClient): Promise<boolean> {
  return connection.query('ROLLBACK').then(
    () => true,
    () => false,
  );
}

function ignore(): void {
  // said elsewhere
}

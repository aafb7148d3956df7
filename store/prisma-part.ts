/**
 * Prisma's part in a transaction that is the driver's: it joins when a model is asked for, and most transactions of a
 * run ask for none. What Prisma would send to begin and to end a transaction is not sent.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { Pool, type PoolClient, type QueryConfig } from 'pg';
import type { Send } from './driver-sql.ts';
import { createClientOn, type PrismaClient, type Tx } from './prisma.ts';
import type { StatementNames } from './statement-names.ts';

export interface PrismaParts {
  /** Of the transaction that this sends to. */
  join(send: Send): PrismaPart;
  close(): Promise<void>;
}

export interface PrismaPart {
  /** Each model that is asked for, once it is asked something. */
  readonly models: Tx;
  /** Nothing can be asked any more. Rejects when Prisma gave its part up meanwhile, which then is to be undone. */
  leave(): Promise<void>;
}

export function createPrismaParts(statementNames: StatementNames, timeoutMs: number): PrismaParts {
  const prisma = createClientOn(new JoiningPool(), statementNames);
  return {
    join: (send) => new LazyPart(prisma, send, timeoutMs),
    close: () => prisma.$disconnect(),
  };
}

/** The transaction that Prisma's next one is to join. */
const joining = new AsyncLocalStorage<Send>();

/** Never connects by itself: what Prisma begins joins the transaction that goes on. */
class JoiningPool extends Pool {
  override connect(): Promise<PoolClient>;
  override connect(callback: unknown): void;
  override connect(): Promise<PoolClient> {
    const send = joining.getStore();
    if (send === undefined) throw new Error('models are asked within a transaction only');
    return Promise.resolve(withoutFrame(send));
  }
}

const FRAME = new Set(['BEGIN', 'COMMIT', 'ROLLBACK']);

/** What begins, ends and releases a connection is done by whom it belongs to. */
function withoutFrame(send: Send): PoolClient {
  const nothing = { rows: [], fields: [], rowCount: 0 };
  const part = {
    query: (query: QueryConfig) => (FRAME.has(query.text) ? Promise.resolve(nothing) : send(query)),
    on: () => part,
    removeListener: () => part,
    release: () => undefined,
  };
  return part as unknown as PoolClient;
}

class LazyPart implements PrismaPart {
  readonly models: Tx;
  readonly #prisma: PrismaClient;
  readonly #send: Send;
  readonly #timeoutMs: number;
  readonly #over: Promise<void>;
  #finish: () => void = () => undefined;
  #joined: Promise<Tx> | undefined;
  #finished: Promise<void> | undefined;

  constructor(prisma: PrismaClient, send: Send, timeoutMs: number) {
    this.#prisma = prisma;
    this.#send = send;
    this.#timeoutMs = timeoutMs;
    this.#over = new Promise((resolve) => {
      this.#finish = resolve;
    });
    this.models = lazyModels(() => (this.#joined ??= this.#join()));
  }

  async leave(): Promise<void> {
    this.#finish();
    await this.#finished;
  }

  #join(): Promise<Tx> {
    return new Promise((resolve, reject) => {
      const stay = (tx: Tx) => {
        resolve(tx);
        return this.#over;
      };
      this.#finished = joining.run(this.#send, () =>
        this.#prisma.$transaction(stay, { timeout: this.#timeoutMs, maxWait: this.#timeoutMs }),
      );
      this.#finished.catch(reject);
    });
  }
}

type Models = Record<PropertyKey, Methods>;
type Methods = Record<PropertyKey, (...args: unknown[]) => unknown>;

function lazyModels(join: () => Promise<Tx>): Tx {
  const modelOf = (name: PropertyKey) =>
    new Proxy<Methods>(
      {},
      {
        get:
          (_, method) =>
          async (...args: unknown[]) => {
            const ask = ((await join()) as unknown as Models)[name]?.[method];
            if (ask === undefined) throw new TypeError(`there is no ${String(name)}.${String(method)}`);
            return ask(...args);
          },
      },
    );
  return new Proxy({} as Tx, { get: (_, name) => modelOf(name) });
}

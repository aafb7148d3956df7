/** How many statements this process sends to PostgreSQL while something is done. */
import pg from 'pg';

interface Queryable {
  query: (...args: unknown[]) => unknown;
}

export async function countStatements(work: () => Promise<unknown>): Promise<number> {
  const prototype = pg.Client.prototype as unknown as Queryable;
  const { query } = prototype;
  let count = 0;
  prototype.query = function counted(this: unknown, ...args) {
    count += 1;
    return query.apply(this as Queryable, args);
  };
  try {
    await work();
  } finally {
    prototype.query = query;
  }
  return count;
}

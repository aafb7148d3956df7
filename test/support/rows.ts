/** Looks at the tables behind the product's back, as superuser. */
import { Client } from 'pg';
import type { Engine } from './engine.ts';

export async function queryRows<T = unknown>(
  engine: Pick<Engine, 'testDatabase'>,
  sql: string,
  values: readonly unknown[] = [],
): Promise<T[]> {
  const client = new Client({ connectionString: engine.testDatabase.superuser });
  await client.connect();
  try {
    return (await client.query(sql, [...values])).rows as T[];
  } finally {
    await client.end();
  }
}

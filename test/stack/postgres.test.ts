import assert from 'node:assert/strict';
import pg from 'pg';
import { createTestDatabase } from '../support/stack.ts';
import type { TestDatabase } from '../support/database.ts';

describe('a test database', function () {
  let database: TestDatabase;

  before(async () => {
    database = await createTestDatabase();
  });

  after(() => database.drop());

  async function query(url: string, text: string): Promise<Record<string, unknown>[]> {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(text)).rows;
    } finally {
      await client.end();
    }
  }

  it('gives each role its own login, none of which can pass by row security', async () => {
    for (const role of ['owner', 'app', 'query', 'system', 'auth', 'platform'] as const) {
      const [row] = await query(
        database[role],
        'SELECT rolname, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user',
      );
      assert.deepEqual(row, { rolname: `steward_${role}`, rolsuper: false, rolbypassrls: false });
    }
  });

  it('lets the query role read only, and not for longer than five seconds', async () => {
    const [row] = await query(
      database.query,
      "SELECT current_setting('default_transaction_read_only') AS readonly, current_setting('statement_timeout') AS timeout",
    );
    assert.deepEqual(row, { readonly: 'on', timeout: '5s' });
  });

  it('keeps the roles out of the schema: only the owner can create tables', async () => {
    await assert.rejects(
      query(database.app, 'CREATE TABLE mine (id int)'),
      /permission denied for schema public/,
    );
  });
});

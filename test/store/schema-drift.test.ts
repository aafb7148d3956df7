/**
 * prisma/schema.prisma is what the client is made from, the migrations are what databases are made from. Here one
 * database is made from each, and PostgreSQL is asked what differs.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Client } from 'pg';
import { withClient } from '../../scripts/create-roles.ts';
import { withSchemaEngine } from '../../scripts/schema-engine.ts';
import { createTestDatabase } from '../support/stack.ts';
import type { TestDatabase } from '../support/database.ts';

const SCHEMA = fileURLToPath(new URL('../../prisma/schema.prisma', import.meta.url));
const NAMESPACE = 'from_schema';

const COLUMNS = `
  SELECT table_name || '.' || column_name AS name,
         concat_ws(' ', udt_name, datetime_precision, CASE is_nullable WHEN 'YES' THEN 'null' ELSE 'not null' END,
                   'default ' || replace(column_default, $1 || '.', '')) AS facts
  FROM information_schema.columns WHERE table_schema = $1 AND table_name <> '_prisma_migrations'`;

const INDEXES = `
  SELECT c.relname AS name, replace(pg_get_indexdef(i.indexrelid), n.nspname || '.', '') AS facts,
         i.indpred IS NOT NULL OR m.amname <> 'btree' AS beyond_prisma
  FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
       JOIN pg_am m ON m.oid = c.relam JOIN pg_class t ON t.oid = i.indrelid
  WHERE n.nspname = $1 AND t.relname <> '_prisma_migrations'`;

interface Fact {
  readonly name: string;
  readonly facts: string;
  readonly beyond_prisma?: boolean;
}

describe('prisma/schema.prisma and the migrations', function () {
  this.timeout(60_000);
  let database: TestDatabase;

  before(async () => {
    database = await createTestDatabase();
    const sql = await schemaAsSql(database.owner);
    await withClient(database.superuser, async (client) => {
      await client.query(`CREATE SCHEMA ${NAMESPACE}`);
      await client.query(`SET search_path = ${NAMESPACE}`);
      await client.query(sql);
    });
  });

  after(() => database.drop());

  it('have the same tables and columns, with the same types, nullability and defaults', async () => {
    const { schema, migrations } = await ask(database, COLUMNS);
    assert.ok(schema.size > 100);
    assert.deepEqual(migrations, schema);
  });

  it('have the same indexes and keys, but for those that Prisma has no words for', async () => {
    const { schema, migrations } = await ask(database, INDEXES);
    assert.ok(schema.size > 30);
    assert.deepEqual(migrations, schema);
  });

  it('name every table to row security, which is forced', async () => {
    const { rows } = await query(database, (client) =>
      client.query<{ name: string; forced: boolean; policies: number }>(`
        SELECT relname AS name, relrowsecurity AND relforcerowsecurity AS forced,
               (SELECT count(*)::int FROM pg_policies WHERE tablename = relname AND schemaname = 'public') AS policies
        FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace AND relname <> '_prisma_migrations'`),
    );
    assert.ok(rows.length > 10);
    assert.deepEqual(
      rows.filter((row) => !row.forced || row.policies === 0),
      [],
    );
  });
});

/** What the engine would do to make an empty database fit the schema. */
async function schemaAsSql(url: string): Promise<string> {
  const files = [{ path: 'schema.prisma', content: readFileSync(SCHEMA, 'utf8') }];
  const { stdout } = await withSchemaEngine(url, (engine) =>
    engine.diff({
      from: { tag: 'empty' },
      to: { tag: 'schemaDatamodel', files },
      script: true,
      exitCode: null,
      filters: { externalTables: [], externalEnums: [] },
    }),
  );
  // It would make the namespace `public`, which is there.
  return (stdout ?? '').replace(/CREATE SCHEMA IF NOT EXISTS "public";/, '');
}

function query<T>(database: TestDatabase, work: (client: Client) => Promise<T>): Promise<T> {
  return withClient(database.superuser, work);
}

/** Both databases' facts by name; the migrations' indexes beyond Prisma's words are left out. */
async function ask(
  database: TestDatabase,
  sql: string,
): Promise<Record<'schema' | 'migrations', Map<string, string>>> {
  return query(database, async (client) => {
    const facts = async (namespace: string) => {
      const { rows } = await client.query<Fact>(sql, [namespace]);
      const known = rows
        .filter((row) => row.beyond_prisma !== true)
        .sort((a, b) => (a.name < b.name ? -1 : 1));
      return new Map(known.map((row) => [row.name, row.facts]));
    };
    return { schema: await facts(NAMESPACE), migrations: await facts('public') };
  });
}

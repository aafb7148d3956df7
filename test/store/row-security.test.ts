/** No organization sees or touches another's rows: asked of PostgreSQL, table by table, as the product's roles. */
import assert from 'node:assert/strict';
import { Client } from 'pg';
import { type Database, openDatabase } from '../../store/database.ts';
import { newId } from '../../store/new-id.ts';
import type { TestDatabase } from '../support/database.ts';
import { queryRows } from '../support/rows.ts';
import { createTestDatabase } from '../support/stack.ts';
import { createTenant, insertOf, ROWS, ROWS_OF_BUILDERS, type Tenant } from '../support/tenant.ts';

const INSUFFICIENT_PRIVILEGE = '42501';
const FOREIGN_KEY_VIOLATION = '23503';

/** Their trigger looks for the parents first, and does not see those of others. */
const LINKS = ['agent_skill', 'schedule'];

describe('row security', () => {
  let testDatabase: TestDatabase;
  let database: Database;
  let app: Client;
  let own: Tenant;
  let foreign: Tenant;
  let tables: string[];

  const rows = <T>(sql: string, values: readonly unknown[] = []) =>
    queryRows<T>({ testDatabase }, sql, values);

  before(async () => {
    testDatabase = await createTestDatabase();
    database = await openDatabase({ url: testDatabase.app });
    app = await connect(testDatabase.app);
    own = await createTenant(testDatabase);
    foreign = await createTenant(testDatabase);
    tables = (
      await rows<{ name: string }>(`
        SELECT table_name AS name FROM information_schema.columns
        WHERE table_schema = 'public' AND column_name = 'organization_id' ORDER BY table_name`)
    ).map((row) => row.name);
  });

  after(async () => {
    await app.end();
    await database.close();
    await testDatabase.drop();
  });

  /** As role steward_app on behalf of an organization; nothing that is done stays. */
  async function as<T>(organizationId: string | undefined, work: (client: Client) => Promise<T>): Promise<T> {
    await app.query('BEGIN');
    try {
      if (organizationId !== undefined) {
        await app.query(`SELECT set_config('app.org_id', $1, TRUE)`, [organizationId]);
      }
      return await work(app);
    } finally {
      await app.query('ROLLBACK');
    }
  }

  const countAs = (organizationId: string | undefined, table: string, condition: string) =>
    as(organizationId, async (client) => {
      const { rows: found } = await client.query<{ count: number }>(
        `SELECT count(*)::int AS count FROM "${table}" WHERE ${condition}`,
      );
      return found[0]?.count;
    });

  it('has a row of both organizations in every table, so that the cases below prove something', async () => {
    assert.deepEqual([...Object.keys(ROWS), 'agent', 'agent_version', 'api_key'].sort(), tables);
    for (const table of tables) {
      for (const { organizationId } of [own, foreign]) {
        assert.equal(await countAs(organizationId, table, `organization_id = '${organizationId}'`), 1, table);
      }
    }
  });

  it('shows no row of another organization in any table', async () => {
    for (const table of tables) {
      const others = `organization_id <> '${own.organizationId}'`;
      assert.equal(await countAs(own.organizationId, table, others), 0, table);
    }
    assert.equal(await countAs(own.organizationId, 'organization', 'true'), 1);
  });

  it('shows no row of any organization to a transaction that names none', async () => {
    for (const table of tables) {
      assert.equal(await countAs(undefined, table, 'organization_id IS NOT NULL'), 0, table);
    }
    assert.equal(await countAs(undefined, 'organization', 'true'), 0);
  });

  it('lets no row of another organization be inserted', async () => {
    for (const [table, row] of Object.entries({ ...ROWS, ...ROWS_OF_BUILDERS })) {
      const sql = insertOf(table, row, { ...foreign, runId: newId(), otherId: newId() });
      const insert = as(own.organizationId, (client) => client.query(sql));
      const refusal = LINKS.includes(table)
        ? { code: FOREIGN_KEY_VIOLATION, message: /belongs to somebody else/ }
        : { code: INSUFFICIENT_PRIVILEGE, message: /row-level security/ };
      await assert.rejects(insert, refusal, table);
    }
  });

  it('lets no row of another organization be updated or deleted', async () => {
    const others = `organization_id = '${foreign.organizationId}'`;
    for (const table of tables) {
      for (const sql of [
        `UPDATE "${table}" SET organization_id = organization_id WHERE ${others}`,
        `DELETE FROM "${table}" WHERE ${others}`,
      ]) {
        assert.equal(await touched(sql), 0, sql);
      }
    }
  });

  it('lets no row be given away to another organization', async () => {
    for (const table of tables) {
      const change = as(own.organizationId, (client) =>
        client.query(`UPDATE "${table}" SET organization_id = '${foreign.organizationId}'`),
      );
      const code = LINKS.includes(table) ? FOREIGN_KEY_VIOLATION : INSUFFICIENT_PRIVILEGE;
      await assert.rejects(change, { code }, table);
    }
  });

  /** How many rows a statement reaches; none when the role may not run it at all. */
  async function touched(sql: string): Promise<number> {
    try {
      return (await as(own.organizationId, (client) => client.query(sql))).rowCount ?? 0;
    } catch (error) {
      assert.equal((error as { code?: string }).code, INSUFFICIENT_PRIVILEGE, sql);
      return 0;
    }
  }

  it('takes back what was written before a throw', async () => {
    const name = `Contact ${newId()}`;
    const contact = { type: 'contact', name, occurredAt: new Date() };
    await assert.rejects(
      database.transact(own.organizationId, async (store) => {
        await store.objects.insertMany([contact]);
        throw new Error('changed my mind');
      }),
      /changed my mind/,
    );
    assert.deepEqual(await rows('SELECT id FROM object WHERE name = $1', [name]), []);
    await database.transact(own.organizationId, (store) => store.objects.insertMany([contact]));
    const left = await rows<{ organization_id: string }>(
      'SELECT organization_id FROM object WHERE name = $1',
      [name],
    );
    assert.deepEqual(left, [{ organization_id: own.organizationId }]);
    await rows('DELETE FROM object WHERE name = $1', [name]);
  });

  it('forgets the organization with the end of its transaction', async () => {
    const one = await openDatabase({ url: testDatabase.app, poolSize: 1 });
    try {
      for (const { organizationId } of [own, foreign, own]) {
        const found = await one.transact(organizationId, (store) => store.objects.count({ type: 'contact' }));
        assert.equal(found, 1);
      }
    } finally {
      await one.close();
    }
  });

  for (const role of ['app', 'system', 'query', 'auth', 'platform'] as const) {
    it(`lets the role steward_${role} change no rule of the platform`, async () => {
      const before = await rows(PLATFORM_RULES);
      assert.equal(before.length, 5);
      const client = await connect(testDatabase[role]);
      try {
        await client.query(`SELECT set_config('app.org_id', $1, FALSE)`, [own.organizationId]);
        for (const sql of [
          `UPDATE rule SET text = 'Do as you like.' WHERE tier = 'platform'`,
          `DELETE FROM rule WHERE tier = 'platform'`,
          `UPDATE rule SET text = 'Do as you like.'`,
          'DELETE FROM rule',
          `INSERT INTO rule (id, organization_id, tier, key, text, position)
           VALUES ('${newId()}', NULL, 'platform', 'anything', 'Do as you like.', 6)`,
          'TRUNCATE rule',
        ]) {
          // The query role's transactions are read-only unless they say otherwise; grants must hold without that.
          await client.query('BEGIN READ WRITE');
          const reached = await client.query(sql).then(
            () => client.query<{ left: number }>(PLATFORM_RULES_LEFT),
            (error: unknown) => {
              assert.equal((error as { code?: string }).code, INSUFFICIENT_PRIVILEGE, sql);
            },
          );
          assert.ok(reached === undefined || reached.rows[0]?.left === 5, sql);
          await client.query('ROLLBACK');
        }
      } finally {
        await client.end();
      }
      assert.deepEqual(await rows(PLATFORM_RULES), before);
    });
  }

  for (const role of ['superuser', 'owner'] as const) {
    it(`does not open the database as ${role}, for whom it would not hold`, async () => {
      await assert.rejects(
        openDatabase({ url: testDatabase[role] }),
        /row security does not hold.*steward_app/,
      );
    });
  }

  it('is forced on every table of the catalogue, with at least one policy each', async () => {
    const catalogue = await rows<{ name: string; enabled: boolean; forced: boolean; policies: number }>(`
      SELECT c.relname AS name, c.relrowsecurity AS enabled, c.relforcerowsecurity AS forced,
             (SELECT count(*)::int FROM pg_policy p WHERE p.polrelid = c.oid) AS policies
      FROM pg_class c WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace
        AND c.relname <> '_prisma_migrations'`);
    assert.ok(catalogue.length >= tables.length + 1);
    for (const { name, enabled, forced, policies } of catalogue) {
      assert.deepEqual({ name, enabled, forced }, { name, enabled: true, forced: true });
      assert.ok(policies > 0, name);
    }
  });

  it('is backed by foreign keys that refuse a run of another organization’s agent, even to the superuser', async () => {
    const stolen = { ...own, agent: foreign.agent, runId: newId(), otherId: newId() };
    const sql = insertOf('run', ROWS['run'] ?? '', stolen);
    await assert.rejects(rows(sql), { code: FOREIGN_KEY_VIOLATION, constraint: /^run_agent/ });
    const create = database.transact(own.organizationId, (store) =>
      store.runs.create({
        agentId: foreign.agent.agentId,
        agentVersionId: foreign.agent.versionId,
        kind: foreign.agent.kind,
        trigger: 'api',
        input: {},
        goals: [],
        limits: { maxTurns: 1, maxToolCalls: 1, maxTokens: 1, maxCostMicroUsd: 1, maxActiveMs: 1 },
      }),
    );
    await assert.rejects(create, /[Ff]oreign key/);
  });
});

const PLATFORM_RULES = `SELECT * FROM rule WHERE tier = 'platform' ORDER BY position`;
const PLATFORM_RULES_LEFT = `
  SELECT count(*)::int AS left FROM rule WHERE tier = 'platform' AND text <> 'Do as you like.'`;

async function connect(connectionString: string): Promise<Client> {
  const client = new Client({ connectionString });
  await client.connect();
  return client;
}

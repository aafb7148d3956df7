import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withClient, type DatabaseUrls } from '../../scripts/create-roles.ts';
import { migrate } from '../../scripts/migrate.ts';
import { createEmptyDatabase, testPostgres } from '../support/stack.ts';

let databases = 0;

describe('migrate', () => {
  let directory: string;
  let urls: DatabaseUrls;
  let drop: () => Promise<void>;
  const lines: string[] = [];

  function write(name: string, sql: string): void {
    mkdirSync(join(directory, name), { recursive: true });
    writeFileSync(join(directory, name, 'migration.sql'), sql);
  }

  const run = (): Promise<readonly string[]> =>
    migrate(urls.owner, { log: (line) => lines.push(line), migrationsDirectory: directory });

  beforeEach(async () => {
    const { superuserUrl } = await testPostgres();
    databases += 1;
    const database = `migrate_${String(databases)}`;
    urls = await createEmptyDatabase(database);
    drop = () =>
      withClient(superuserUrl, async (client) => {
        await client.query(`DROP DATABASE ${database} WITH (FORCE)`);
      });
    directory = mkdtempSync(join(tmpdir(), 'steward-migrate-'));
    writeFileSync(join(directory, 'migration_lock.toml'), 'provider = "postgresql"\n');
    lines.length = 0;
  });

  afterEach(async () => {
    rmSync(directory, { recursive: true });
    await drop();
  });

  it('applies what is new, once, and says so', async () => {
    write('1_first', 'CREATE TABLE first (id int);');
    assert.deepEqual(await run(), ['1_first']);
    write('2_second', 'ALTER TABLE first ADD COLUMN name text;');
    assert.deepEqual(await run(), ['2_second']);
    assert.deepEqual(await run(), []);
    assert.deepEqual(lines, [
      'applied migration 1_first',
      'applied migration 2_second',
      'the database is up to date',
    ]);
  });

  it('reads semicolons in comments, strings and function bodies as PostgreSQL does', async () => {
    write(
      '1_tricky',
      `-- one; two\nCREATE FUNCTION f() RETURNS text LANGUAGE plpgsql AS $$ BEGIN RETURN 'a;b'; END $$;`,
    );
    assert.deepEqual(await run(), ['1_tricky']);
    const rows = await withClient(
      urls.owner,
      async (client) => (await client.query<{ f: string }>('SELECT f()')).rows,
    );
    assert.deepEqual(rows, [{ f: 'a;b' }]);
  });

  it('lets two processes at once take turns', async () => {
    write('1_slow', 'CREATE TABLE slow (id int); SELECT pg_sleep(0.3);');
    const applied = await Promise.all([run(), run()]);
    assert.deepEqual(applied.flat(), ['1_slow']);
  });

  it('leaves nothing of a migration that fails, and tries it again when it was corrected', async () => {
    write('1_wrong', 'CREATE TABLE half (id int); SELECT nonsense();');
    await assert.rejects(run(), /Migration 1_wrong: .*nonsense\(\) does not exist/s);
    write('1_wrong', 'CREATE TABLE half (id int);');
    assert.deepEqual(await run(), ['1_wrong']);
    assert.match(lines.join('\n'), /1_wrong did not finish last time and was rolled back; trying again/);
  });

  it('refuses a migration that was changed after it was applied', async () => {
    write('1_first', 'CREATE TABLE first (id int);');
    await run();
    write('1_first', 'CREATE TABLE first (id bigint);');
    await assert.rejects(run(), /Changed after they were applied: 1_first/);
  });
});

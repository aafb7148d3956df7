import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { withClient } from '../../scripts/create-roles.ts';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../scripts/stack/embedded-postgres.ts';
import { InUseError } from '../../scripts/stack/owner-file.ts';
import { isAlive } from '../../scripts/stack/process-identity.ts';

const FILE = new URL('../../scripts/stack/embedded-postgres.ts', import.meta.url).href;
const TSX = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;

describe('the embedded PostgreSQL', () => {
  let directory: string;
  let dataDir: string;
  let server: EmbeddedPostgres | undefined;
  const lines: string[] = [];

  async function start(): Promise<EmbeddedPostgres> {
    server = await startEmbeddedPostgres({ dataDir, durable: false, log: (line) => lines.push(line) });
    return server;
  }

  /** In a process of its own, so that it can be killed. */
  async function startElsewhere(): Promise<{ starter: ReturnType<typeof spawn>; pid: number }> {
    const script = `const { startEmbeddedPostgres } = await import(${JSON.stringify(FILE)});
      const server = await startEmbeddedPostgres({ dataDir: ${JSON.stringify(dataDir)}, durable: false, log: () => {} });
      console.log(server.pid);`;
    const args = ['--import', TSX, '--input-type=module', '-e', script];
    const starter = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = (await once(starter.stdout, 'data')) as [Buffer];
    return { starter, pid: Number(line.toString()) };
  }

  function query(text: string): Promise<Record<string, unknown>[]> {
    assert.ok(server);
    return withClient(
      server.superuserUrl,
      async (client) => (await client.query<Record<string, unknown>>(text)).rows,
    );
  }

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'steward-pg-'));
    chmodSync(directory, 0o755);
    dataDir = join(directory, 'postgres');
    lines.length = 0;
  });

  afterEach(async () => {
    await server?.stop();
    server?.destroy();
    server = undefined;
    rmSync(directory, { recursive: true, force: true });
  });

  it('keeps data, password and port over a stop and a SIGKILL', async () => {
    const first = await start();
    await query('CREATE TABLE kept (id int)');
    await first.stop();
    const second = await start();
    await query('INSERT INTO kept VALUES (1)');
    await second.kill();
    const third = await start();
    assert.equal(third.superuserUrl, first.superuserUrl);
    assert.deepEqual(await query('SELECT id FROM kept'), [{ id: 1 }]);
  });

  it('listens on loopback only and keeps its password to its owner', async () => {
    await start();
    const [row] = await query(
      "SELECT current_setting('listen_addresses') AS a, current_setting('unix_socket_directories') AS s",
    );
    assert.deepEqual(row, { a: '127.0.0.1', s: '' });
    assert.equal(statSync(join(dataDir, 'postgres.password')).mode & 0o777, 0o600);
  });

  it('sorts and compares the same on every machine', async () => {
    await start();
    const [row] = await query(
      "SELECT pg_encoding_to_char(encoding) AS encoding, datlocprovider AS provider FROM pg_database WHERE datname = 'postgres'",
    );
    assert.deepEqual(row, { encoding: 'UTF8', provider: 'b' });
  });

  it('is not taken from a process that still runs it', async () => {
    const { starter, pid } = await startElsewhere();
    try {
      await assert.rejects(
        start(),
        (error) => error instanceof InUseError && /already run by process/.test(error.message),
      );
    } finally {
      starter.kill('SIGKILL');
      await once(starter, 'exit');
    }
    await start();
    assert.ok(!isAlive(pid));
  });

  it('works in a directory that only its owner may enter, and takes everything away with it', async () => {
    chmodSync(directory, 0o700);
    const { destroy, stop } = await start();
    assert.deepEqual(await query('SELECT 1 AS one'), [{ one: 1 }]);
    const cluster = realpathSync(join(dataDir, 'cluster'));
    await stop();
    destroy();
    assert.ok(!existsSync(cluster));
  });

  it('begins again when its creation was interrupted', async () => {
    const first = await start();
    await first.stop();
    rmSync(join(dataDir, 'postgres.password'));
    await start();
    assert.deepEqual(await query('SELECT 1 AS one'), [{ one: 1 }]);
  });

  it('does not stop a process that only happens to have the remembered id', async () => {
    const first = await start();
    await first.stop();
    const stranger = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    await once(stranger, 'spawn');
    writeFileSync(join(dataDir, 'cluster', 'postmaster.pid'), `${String(stranger.pid)}\n`);
    await start();
    assert.ok(isAlive(stranger.pid ?? 0));
    stranger.kill('SIGKILL');
  });
});

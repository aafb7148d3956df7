/** Each process of the product is killed while a hundred runs are open. */
import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { toPublicId } from '../../domain/ids.ts';
import { type Child, startChild } from '../../scripts/stack/child.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../scripts/stack/embedded-postgres.ts';
import { freePort } from '../../scripts/stack/ports.ts';
import { programArguments } from '../../scripts/stack/program-arguments.ts';
import { startTemporal, type TemporalServer } from '../../scripts/stack/temporal-server.ts';
import { buildApiKey } from '../support/builders.ts';
import { cloneDatabase, createTemplateDatabase } from '../support/database.ts';
import { EffectWorld } from '../support/effect-world.ts';
import { queryRows } from '../support/rows.ts';
import { START_MS, until } from '../support/until.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const RUNS = 100;
const LONGEST_RECOVERY_MS = 10_000;

describe('kill -9 of every process while a hundred runs are open', function () {
  this.timeout(1_200_000);
  const lines: string[] = [];
  let directory: string;
  let postgres: EmbeddedPostgres;
  let temporal: TemporalServer;
  let world: EffectWorld;
  let api: Child;
  let apiUrl: string;
  let key: string;

  const log = (line: string) => {
    lines.push(line);
    if (lines.length > 300) lines.shift();
  };
  const startDatabase = () =>
    startEmbeddedPostgres({ dataDir: join(directory, 'postgres'), durable: false, log });
  const startEngine = (port?: number) =>
    startTemporal({ dbFile: join(directory, 'temporal.db'), log, ...(port === undefined ? {} : { port }) });

  before(async () => {
    directory = mkdtempSync(join(tmpdir(), 'steward-outages-'));
    // As root, PostgreSQL runs as a user that must get in.
    chmodSync(directory, 0o755);
    [postgres, temporal] = await Promise.all([startDatabase(), startEngine()]);
    const { superuserUrl } = postgres;
    world = await EffectWorld.create({
      testDatabase: await cloneDatabase(superuserUrl, await createTemplateDatabase(superuserUrl)),
      temporalAddress: temporal.address,
    });
    const { engine } = world;
    key = (await buildApiKey(engine.testDatabase.system, engine.organizationId, { role: 'owner' })).key;
    apiUrl = `http://127.0.0.1:${await freePort()}`;
    await Promise.all([engine.startWorker(), startApi()]);
  });
  after(async () => {
    await api.stop();
    await world.stop();
    await temporal.stop();
    await postgres.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  async function startApi(): Promise<void> {
    const { env } = world.engine;
    api = await startChild({
      command: process.execPath,
      args: programArguments('api/main.ts'),
      cwd: ROOT,
      env: { ...env, PORT: new URL(apiUrl).port, PUBLIC_URL: apiUrl, RATE_LIMIT_CALLER: '100000' },
      log,
    });
    await until(async () => (await get('/healthz').catch(() => undefined))?.status === 200, {
      what: () => `the API to start:\n${lines.slice(-20).join('\n')}`,
      timeoutMs: START_MS,
    });
  }

  const get = (path: string) => fetch(apiUrl + path, { headers: { authorization: `Bearer ${key}` } });
  const post = (path: string, body: unknown) =>
    fetch(apiUrl + path, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });

  /** How long the API needed to answer again, in ms. */
  async function recovery(): Promise<number> {
    const begun = Date.now();
    await until(async () => (await get('/v1/runs')).status === 200, {
      what: () => `the API to recover:\n${lines.slice(-20).join('\n')}`,
      timeoutMs: 60_000,
      everyMs: 100,
    });
    return Date.now() - begun;
  }

  async function openRuns(): Promise<number> {
    const rows = await queryRows<{ open: number }>(
      world.engine,
      `SELECT count(*)::int AS open FROM run WHERE status IN ('queued', 'running', 'waiting')`,
    );
    return rows[0]?.open ?? 0;
  }

  /** What callers are told while PostgreSQL is away. */
  async function assertUnavailable(): Promise<void> {
    const answers = await Promise.all([
      get('/v1/runs'),
      get('/v1/agents'),
      post('/v1/runs', { agentId: 'x' }),
    ]);
    for (const answer of answers) {
      assert.equal(answer.status, 503);
      assert.ok(Number(answer.headers.get('retry-after')) > 0);
      assert.equal(((await answer.json()) as { code: string }).code, 'unavailable');
    }
    assert.equal((await get('/healthz')).status, 200);
    assert.equal((await get('/readyz')).status, 503);
  }

  async function killDatabase(): Promise<void> {
    await postgres.kill();
    await assertUnavailable();
    postgres = await startDatabase();
  }

  it('every run ends, every effect happens once, callers are told, and the pools recover by themselves', async () => {
    const { engine } = world;
    for (let i = 0; i < RUNS; i += 1) await world.startRun();
    await until(
      async () => (await queryRows(engine, `SELECT 1 FROM run WHERE status <> 'queued' LIMIT 1`)).length > 0,
      {
        what: 'the runs to begin',
      },
    );
    const open = [await openRuns()];

    await engine.workersRunning()[0]?.kill();
    await engine.startWorker();
    open.push(await openRuns());

    await api.kill();
    await assert.rejects(get('/v1/runs'));
    await startApi();

    await temporal.kill();
    const late = await world.prepareRun();
    const accepted = await post('/v1/runs', { agentId: toPublicId('agent', late.agentId) });
    assert.equal(accepted.status, 202);
    const { id, status } = (await accepted.json()) as { id: string; status: string };
    assert.equal(status, 'queued');
    world.adopt(id, late);
    temporal = await startEngine(Number(temporal.address.split(':').at(-1)));
    open.push(await openRuns());

    await killDatabase();
    // And once more, while everything that lost its connections comes back.
    await sleep(300);
    await killDatabase();
    const recovered = await recovery();
    open.push(await openRuns());

    const lastWords = engine.logs.slice(-20).join('\n');
    assert.equal(engine.workersRunning().length, 1, `the worker did not survive the database:\n${lastWords}`);
    assert.ok(api.running(), 'the API did not survive the database');
    const { effects, unknown } = await world.checkAll(400_000);
    process.stdout.write(
      `      open runs at the kills: ${open.join(', ')}; the API answered ${recovered} ms after PostgreSQL; ` +
        `${world.runs.length} runs completed, ${effects} effects: 0 twice, 0 lost, ${unknown} unknown and all of them asked\n`,
    );
    assert.ok(recovered <= LONGEST_RECOVERY_MS, `took ${recovered} ms`);
    assert.ok(
      open.every((count) => count > 0),
      open.join(', '),
    );
  });
});

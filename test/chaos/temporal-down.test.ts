import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTemporal, type TemporalServer } from '../../scripts/stack/temporal-server.ts';
import { requestsOf, scriptModel } from '../support/demo-script.ts';
import { Engine } from '../support/engine.ts';
import { queryRows } from '../support/rows.ts';
import { until } from '../support/until.ts';

const RUNS = 10;
const LEADS = { name: 'get_recent_leads', arguments: { period: 'last_7_days' } };

describe('kill -9 of the Temporal server', function () {
  this.timeout(120_000);
  let directory: string;
  let temporal: TemporalServer;
  let engine: Engine;

  const startServer = (port?: number) =>
    startTemporal({
      dbFile: join(directory, 'temporal.db'),
      log: () => undefined,
      ...(port === undefined ? {} : { port }),
    });

  /** On the same file and port. */
  async function restart(): Promise<void> {
    temporal = await startServer(Number(temporal.address.split(':').at(-1)));
  }

  before(async function () {
    this.timeout(120_000);
    directory = mkdtempSync(join(tmpdir(), 'steward-temporal-down-'));
    temporal = await startServer();
    engine = await Engine.create({ temporalAddress: temporal.address });
    await engine.startWorker();
  });
  after(async () => {
    await engine.stop();
    await temporal.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  async function createRuns(script: Record<string, unknown>): Promise<{ ids: string[]; modelId: string }> {
    const modelId = await scriptModel(script);
    const agent = await engine.agent({
      spec: { model: { modelId }, tools: { allow: ['get_recent_leads'] } },
    });
    const ids: string[] = [];
    for (let i = 0; i < RUNS; i += 1) ids.push(await engine.startRun({ agent }));
    return { ids, modelId };
  }

  async function allComplete(ids: readonly string[]): Promise<void> {
    for (const id of ids) {
      const run = await engine.ended(id, 90_000);
      assert.equal(run.status, 'completed', run.errorMessage ?? '');
    }
  }

  /** Model calls of each run that reached the provider; each is paid once. */
  async function assertCallsPerRun(ids: readonly string[], calls: number): Promise<void> {
    const rows = await queryRows<{ calls: string }>(
      engine,
      'SELECT count(*) AS calls FROM usage WHERE run_id = ANY($1) GROUP BY run_id',
      [ids],
    );
    assert.deepEqual(
      rows.map((row) => Number(row.calls)),
      ids.map(() => calls),
    );
  }

  /** Visibility lags behind the histories a little. */
  async function assertWorkflows(expected: number): Promise<void> {
    const count = async () =>
      (await engine.client.workflow.count(`WorkflowType = 'agentRun' AND TaskQueue = '${engine.taskQueue}'`))
        .count;
    let seen = -1;
    await until(
      async () => {
        seen = await count();
        return seen >= expected;
      },
      { what: () => `${expected} workflows, there are ${seen}` },
    );
    assert.equal(seen, expected);
  }

  it('before runs are created: each starts exactly once when it is back, and completes', async () => {
    await temporal.kill();
    const { ids, modelId } = await createRuns({ turns: [{ toolCalls: [LEADS] }, { text: 'Done.' }] });
    for (const id of ids) assert.equal((await engine.run(id)).status, 'queued');
    await restart();
    await allComplete(ids);
    await assertWorkflows(RUNS);
    await assertCallsPerRun(ids, 2);
    assert.equal((await requestsOf(modelId)).length, 2 * RUNS);
  });

  it('in the middle of open runs: all complete, and no model call is paid twice', async () => {
    const slow = { toolCalls: [LEADS], delayMs: 1_000 };
    const { ids, modelId } = await createRuns({ turns: [slow, slow, { text: 'Done.' }] });
    await until(async () => (await requestsOf(modelId)).length >= RUNS / 2, { what: 'open model calls' });
    await temporal.kill();
    await restart();
    await allComplete(ids);
    await assertWorkflows(2 * RUNS);
    await assertCallsPerRun(ids, 3);
  });

  it('while the kill switch is set: the database ends all runs at once, and no model is asked after it', async () => {
    const modelId = await scriptModel({
      turns: [{ toolCalls: [LEADS], delayMs: 15_000 }, { text: 'Too late.' }],
    });
    const agent = await engine.agent({
      spec: { model: { modelId }, tools: { allow: ['get_recent_leads'] } },
    });
    const ids = await Promise.all(
      Array.from({ length: RUNS }, (_, i) =>
        engine.startRun({ agent, input: { focus: `run ${String(i)}` } }),
      ),
    );
    await until(async () => (await requestsOf(modelId)).length === RUNS, { what: () => 'all runs to ask' });
    await temporal.kill();
    await engine.database.transact(engine.organizationId, (store) =>
      store.killSwitch.killAgent(agent.agentId, 'key:test'),
    );
    for (const id of ids) assert.equal((await engine.run(id)).errorCode, 'killed');
    await restart();
    const isClosed = async (id: string) => (await engine.workflow(id).describe()).status.name === 'COMPLETED';
    await until(async () => (await Promise.all(ids.map(isClosed))).every(Boolean), {
      what: () => 'the workflows to end',
      timeoutMs: 60_000,
    });
    assert.equal((await requestsOf(modelId)).length, RUNS);
  });
});

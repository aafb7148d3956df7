/** What the reconciler makes of workflows that Temporal ended or that cannot go on, with the default interval. */
import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { Resource } from '@opentelemetry/resources';
import { NoopSpanProcessor } from '@opentelemetry/sdk-trace-base';
import type { Duration } from '@temporalio/common';
import { OpenTelemetryPlugin } from '@temporalio/interceptors-opentelemetry';
import { bundleWorkflowCode, DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { toPublicId } from '../../domain/ids.ts';
import { AGENT_RUN_WORKFLOW, DECIDE_APPROVAL, RESUME_SIGNAL } from '../../domain/temporal/agent-run.ts';
import { checkEdit } from '../../tools/check-edit.ts';
import { scriptModel } from '../support/demo-script.ts';
import { Engine } from '../support/engine.ts';
import { queryRows } from '../support/rows.ts';
import { testTemporal } from '../support/stack.ts';
import { until } from '../support/until.ts';

const SEND = { name: 'send_message', arguments: { channel: 'simulator', to: '+491555550001', text: 'Once' } };
/** Within this time people must see it. */
const PROMISED_MS = 60_000;
/** Empty: the default counts, as in production. */
const DEFAULT_INTERVAL = { RECONCILE_INTERVAL_MS: '' };

async function waitingRun(engine: Engine): Promise<string> {
  const modelId = await scriptModel({ turns: [{ toolCalls: [SEND] }, { text: 'Sent.' }] });
  const agent = await engine.agent({ spec: { model: { modelId }, tools: { allow: ['send_message'] } } });
  const id = await engine.startRun({ agent });
  await engine.reaches(id, ['waiting']);
  return id;
}

async function hangingRun(engine: Engine): Promise<string> {
  const modelId = await scriptModel({ turns: [{ text: 'never', hang: 'before' }] });
  return engine.startRun({ agent: await engine.agent({ spec: { model: { modelId } } }) });
}

async function approvalOf(engine: Engine, runId: string): Promise<{ id: string; status: string }> {
  const rows = await queryRows<{ id: string; status: string }>(
    engine,
    'SELECT id, status FROM approval WHERE run_id = $1',
    [runId],
  );
  assert.ok(rows[0]);
  return rows[0];
}

async function assertToldTheTruth(engine: Engine, id: string, since: number): Promise<void> {
  const run = await engine.ended(id, PROMISED_MS);
  const took = (run.finishedAt?.getTime() ?? Infinity) - since;
  assert.deepEqual([run.status, run.errorCode], ['failed', 'engine_error']);
  assert.ok(took < PROMISED_MS, `it took ${took} ms`);
  const last = await queryRows<{ entry: { newState: string; reason: string } }>(
    engine,
    `SELECT entry FROM log_entry WHERE run_id = $1 ORDER BY seq DESC LIMIT 1`,
    [id],
  );
  assert.equal(last[0]?.entry.newState, 'failed');
  assert.match(last[0].entry.reason, /^engine_error: the workflow/);
}

describe('a workflow that Temporal timed out', function () {
  this.timeout(150_000);
  let engine: Engine;

  before(async () => {
    engine = await Engine.create({ env: DEFAULT_INTERVAL });
  });
  after(() => engine.stop());

  /** Started before there is a worker, so that the dispatcher finds it running already. */
  async function startWithTimeout(runId: string, workflowExecutionTimeout: Duration): Promise<void> {
    const organizationId = toPublicId('organization', engine.organizationId);
    await engine.client.workflow.start(AGENT_RUN_WORKFLOW, {
      workflowId: engine.workflow(runId).workflowId,
      taskQueue: engine.taskQueue,
      args: [{ organizationId, runId: toPublicId('run', runId), granularity: 'turn' }],
      workflowExecutionTimeout,
    });
  }

  it('shows as failed: engine_error within 60 s, in a model call and while waiting for a person', async () => {
    const hanging = await hangingRun(engine);
    const modelId = await scriptModel({ turns: [{ toolCalls: [SEND] }, { text: 'Sent.' }] });
    const agent = await engine.agent({ spec: { model: { modelId }, tools: { allow: ['send_message'] } } });
    const waiting = await engine.startRun({ agent });
    for (const id of [hanging, waiting]) await startWithTimeout(id, '25s');
    await engine.startWorker();
    await engine.reaches(hanging, ['running']);
    await engine.reaches(waiting, ['waiting']);
    for (const id of [hanging, waiting]) {
      await until(async () => (await engine.workflow(id).describe()).status.name === 'TIMED_OUT', {
        what: 'the workflow to time out',
        timeoutMs: 40_000,
      });
    }
    const timedOutAt = Date.now();
    for (const id of [hanging, waiting]) await assertToldTheTruth(engine, id, timedOutAt);
    assert.equal((await approvalOf(engine, waiting)).status, 'cancelled');
  });
});

describe('a workflow whose task fails again and again', function () {
  this.timeout(240_000);
  let engine: Engine;
  let changed: { stop: () => Promise<void> };

  before(async () => {
    engine = await Engine.create({ env: DEFAULT_INTERVAL });
  });
  after(async () => {
    await changed.stop();
    await engine.stop();
  });

  /** A worker on the engine's task queue whose workflow is not the one the runs began with. */
  async function startChangedWorker(): Promise<{ stop: () => Promise<void> }> {
    Runtime.install({
      shutdownSignals: [],
      logger: new DefaultLogger('ERROR'),
      telemetryOptions: { logging: { filter: { core: 'ERROR', other: 'ERROR' } } },
    });
    const plugins = [
      new OpenTelemetryPlugin({ resource: new Resource({}), spanProcessor: new NoopSpanProcessor() }),
    ];
    const connection = await NativeConnection.connect({ address: (await testTemporal()).address });
    const worker = await Worker.create({
      connection,
      taskQueue: engine.taskQueue,
      plugins,
      workflowBundle: await bundleWorkflowCode({
        workflowsPath: fileURLToPath(new URL('../replay/changed-workflow.ts', import.meta.url)),
        plugins,
        logger: new DefaultLogger('ERROR'),
      }),
    });
    const running = worker.run();
    return {
      stop: async () => {
        worker.shutdown();
        await running;
        await connection.close();
      },
    };
  }

  it('shows as failed: engine_error within 60 s, whatever woke it, and acts no more', async () => {
    const first = await engine.startWorker();
    const decided = await waitingRun(engine);
    const decidedInTemporal = await waitingRun(engine);
    const inModelCall = await hangingRun(engine);
    await engine.reaches(inModelCall, ['running']);
    await first.kill();
    changed = await startChangedWorker();
    // Dispatches and reconciles for all, but carries out no task of these runs.
    await engine.startWorker({ TEMPORAL_TASK_QUEUE: `${engine.taskQueue}-elsewhere` });

    const since = Date.now();
    const { id: approvalId } = await approvalOf(engine, decided);
    const { applied } = await engine.database.transact(engine.organizationId, (store) =>
      store.approvals.decide({
        approvalId,
        decision: 'approve',
        actor: 'test',
        via: 'api',
        by: { role: 'owner' },
        checkEdit,
      }),
    );
    assert.ok(applied);
    const message = {
      approvalId: toPublicId('approval', (await approvalOf(engine, decidedInTemporal)).id),
      decision: 'approve',
    };
    await engine.workflow(decidedInTemporal).signal(DECIDE_APPROVAL, message);
    await engine.workflow(inModelCall).signal(RESUME_SIGNAL);

    for (const id of [decided, decidedInTemporal, inModelCall]) {
      await assertToldTheTruth(engine, id, since);
      assert.equal((await engine.workflow(id).describe()).status.name, 'TERMINATED');
    }
    assert.equal((await approvalOf(engine, decidedInTemporal)).status, 'cancelled');
    assert.deepEqual(await queryRows(engine, 'SELECT 1 FROM message'), []);
  });
});

describe('a run that waits for a person', function () {
  this.timeout(120_000);
  let engine: Engine;

  before(async () => {
    engine = await Engine.create({ env: { RECONCILE_INTERVAL_MS: '200' } });
    await engine.startWorker();
  });
  after(() => engine.stop());

  /** The reconciler looks at what has not moved for a while: this lets the while pass. */
  async function letTimePass(runId: string): Promise<void> {
    await queryRows(engine, `UPDATE run SET updated_at = updated_at - interval '10 minutes' WHERE id = $1`, [
      runId,
    ]);
    await until(async () => Date.now() - (await engine.run(runId)).updatedAt.getTime() < 60_000, {
      what: 'the reconciler to look',
    });
  }

  it('is looked at without being woken: its history does not grow', async () => {
    const id = await waitingRun(engine);
    // The row says so a moment before the workflow has heard of it.
    await until(
      async () => {
        const { raw } = await engine.workflow(id).describe();
        return !raw.pendingWorkflowTask && (raw.pendingActivities ?? []).length === 0;
      },
      { what: 'the workflow to park' },
    );
    const { historyLength } = await engine.workflow(id).describe();
    for (let i = 0; i < 3; i += 1) await letTimePass(id);
    await sleep(500);
    const after = await engine.workflow(id).describe();
    assert.equal(after.historyLength, historyLength);
    assert.equal((await engine.run(id)).status, 'waiting');
  });

  it('is woken when a decision is in the database whose wake-up was lost', async () => {
    const id = await waitingRun(engine);
    // As the store writes it, but without the order in the outbox.
    await queryRows(
      engine,
      `UPDATE approval SET status = 'approved', decided_at = now(), decided_by = 'test', decided_via = 'api'
       WHERE run_id = $1`,
      [id],
    );
    await letTimePass(id);
    assert.equal((await engine.ended(id)).status, 'completed');
  });
});

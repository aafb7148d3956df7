import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { checkEdit } from '../../tools/check-edit.ts';
import { requestsOf, scriptModel } from '../support/demo-script.ts';
import { Engine } from '../support/engine.ts';
import { addOwner, toldOfUnknown } from '../support/owners.ts';
import { queryRows } from '../support/rows.ts';
import { until } from '../support/until.ts';

/** Figures only: words of contacts would taint what other agents of the organization do later. */
const STATS = { name: 'get_engagement_stats', arguments: { period: 'last_7_days' } };
const SEND = {
  name: 'send_message',
  arguments: { channel: 'simulator', to: '+491555550001', text: 'Exactly once' },
};
const AUTONOMOUS = { autonomy: 'autonomous', enableAutopilot: true };

describe('kill -9 of the worker', function () {
  this.timeout(120_000);
  let engine: Engine;

  before(async function () {
    this.timeout(120_000);
    engine = await Engine.create();
  });
  after(() => engine.stop());

  const killAll = () => Promise.all(engine.workersRunning().map((worker) => worker.kill()));

  /** Starts a new worker and returns how long the run took to its end from then on, in ms. */
  async function recover(id: string) {
    await engine.startWorker();
    const startedAt = Date.now();
    const run = await engine.ended(id, 60_000);
    return { run, ms: Date.now() - startedAt };
  }

  /** Starts a run whose worker kills itself when the first message has been sent, or before when that is wanted. */
  async function dieSending(toolCalls: readonly object[], fault = 'after_effect'): Promise<string> {
    await engine.startWorker({ STEWARD_FAULT: fault });
    const modelId = await scriptModel({ turns: [{ toolCalls }, { text: 'Done.' }] });
    const agent = await engine.agent({
      spec: { model: { modelId }, tools: { allow: ['send_message'] }, ...AUTONOMOUS },
    });
    const id = await engine.startRun({ agent });
    await until(() => engine.workersRunning().length === 0, {
      what: 'the worker to kill itself',
      timeoutMs: 40_000,
    });
    return id;
  }

  const deliveries = (id: string) =>
    queryRows(
      engine,
      'SELECT 1 FROM simulator_delivery d JOIN message m ON m.id = d.message_id WHERE m.run_id = $1',
      [id],
    );

  it('in the middle of a model call: the run finishes within 15 s of a restart with one call more', async () => {
    await engine.startWorker();
    const modelId = await scriptModel({
      turns: [{ toolCalls: [STATS] }, [{ text: 'lost', hang: 'middle' }, { text: 'Found.' }]],
    });
    const agent = await engine.agent({
      kind: 'dashboard_briefing',
      spec: { model: { modelId }, tools: { allow: ['get_engagement_stats'] } },
    });
    const id = await engine.startRun({ agent });
    await until(async () => (await requestsOf(modelId)).length === 2, { what: 'the second model call' });
    await killAll();
    const { run, ms } = await recover(id);
    assert.equal(run.status, 'completed', run.errorMessage ?? '');
    assert.ok(ms < 15_000, `took ${ms} ms`);
    const requests = await requestsOf(modelId);
    assert.equal(
      requests.filter((request) => request.turn === 0).length,
      1,
      'the finished first call was paid again',
    );
    assert.equal(requests.length, 3);
    await killAll();
  });

  it('after the model answered and before Temporal heard of it: nothing is paid again', async () => {
    await engine.startWorker({ STEWARD_FAULT: 'after_model_recorded' });
    const modelId = await scriptModel({ turns: [{ toolCalls: [STATS] }, { text: 'Paid once.' }] });
    const agent = await engine.agent({
      kind: 'dashboard_briefing',
      spec: { model: { modelId }, tools: { allow: ['get_engagement_stats'] } },
    });
    const id = await engine.startRun({ agent });
    await until(() => engine.workersRunning().length === 0, {
      what: 'the worker to kill itself',
      timeoutMs: 20_000,
    });
    const { run, ms } = await recover(id);
    assert.equal(run.status, 'completed', run.errorMessage ?? '');
    assert.ok(ms < 15_000, `took ${ms} ms`);
    assert.equal((await requestsOf(modelId)).length, 2);
    await killAll();
  });

  for (const fault of ['before_effect', 'after_effect']) {
    it(`in a tool call, ${fault.replace('_', ' the ')}: sent at most once, and a person is asked`, async () => {
      const id = await dieSending(
        [SEND, { ...SEND, arguments: { ...SEND.arguments, text: 'And then' } }],
        fault,
      );
      await engine.startWorker();
      const waiting = await engine.reaches(id, ['waiting', 'completed', 'failed'], 30_000);
      assert.equal(waiting.waitingFor, 'effect_unknown');
      assert.equal((await deliveries(id)).length, fault === 'after_effect' ? 1 : 0, 'nor the second yet');
      const [approval] = await queryRows<{ id: string; subject: string }>(
        engine,
        'SELECT id, subject FROM approval WHERE run_id = $1',
        [id],
      );
      assert.equal(approval?.subject, 'effect_unknown');
      const decide = (decision: 'approve' | 'reject' | 'edit') =>
        engine.database.transact(engine.organizationId, (store) =>
          store.approvals.decide({
            approvalId: approval.id,
            decision,
            arguments: { ...SEND.arguments, text: 'Another text under the same key' },
            reason: 'looked at the phone',
            actor: 'key:test',
            via: 'api',
            by: { role: 'owner' },
            checkEdit,
          }),
        );
      const edited = await decide('edit');
      assert.ok(!edited.applied);
      assert.match(edited.detail, /can only be repeated as it was/);
      await decide(fault === 'after_effect' ? 'reject' : 'approve');
      assert.equal((await engine.ended(id)).status, 'completed');
      assert.equal((await deliveries(id)).length, 2);
      await killAll();
    });
  }

  for (const how of ['cancelled', 'killed'] as const) {
    it(`in a tool call of a run that is then ${how}: it says that the message may have been sent, and tells the owner`, async () => {
      await addOwner(engine);
      const id = await dieSending([SEND]);
      const { agentId } = await engine.run(id);
      await engine.database.transact(engine.organizationId, async (store) => {
        if (how === 'cancelled') await store.runs.requestCancel(id, 'test');
        else await store.killSwitch.killAgent(agentId, 'test');
      });
      await engine.startWorker();
      assert.equal((await engine.ended(id)).status, 'cancelled');
      // As if it had ended a while ago: a worker that is alive gets half a minute to say what it did.
      await queryRows(
        engine,
        `UPDATE run SET finished_at = finished_at - interval '1 minute' WHERE id = $1`,
        [id],
      );
      await until(async () => (await toldOfUnknown(engine, id)).length > 0, {
        what: 'the owner to be told',
        timeoutMs: 40_000,
      });
      const entries = await queryRows(
        engine,
        `SELECT 1 FROM log_entry WHERE run_id = $1 AND entry->>'event' = 'effect_unknown'`,
        [id],
      );
      assert.equal(entries.length, 1);
      const [step] = await queryRows<{ effect_state: string }>(
        engine,
        'SELECT effect_state FROM run_step WHERE run_id = $1 AND call_index = 0',
        [id],
      );
      assert.equal(step?.effect_state, 'unknown');
      assert.equal((await deliveries(id)).length, 1);
      await killAll();
    });
  }

  it('of all workers while twenty runs are open: every run finishes', async () => {
    const workers = await Promise.all([engine.startWorker(), engine.startWorker()]);
    const modelId = await scriptModel({
      turns: [
        { toolCalls: [STATS], delayMs: 300 },
        { text: 'Done.', delayMs: 300 },
      ],
    });
    const agent = await engine.agent({
      kind: 'dashboard_briefing',
      spec: { model: { modelId }, tools: { allow: ['get_engagement_stats'] } },
    });
    const ids = await Promise.all(
      Array.from({ length: 20 }, (_, i) => engine.startRun({ agent, input: { focus: `run ${i}` } })),
    );
    await sleep(700);
    await workers[0].kill();
    await sleep(500);
    await workers[1].kill();
    await engine.startWorker();
    for (const id of ids) assert.equal((await engine.ended(id, 60_000)).status, 'completed');
    await killAll();
  });
});

import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { scriptModel } from '../support/demo-script.ts';
import { Engine } from '../support/engine.ts';
import { addOwner, toldOfUnknown } from '../support/owners.ts';
import { queryRows } from '../support/rows.ts';
import { until } from '../support/until.ts';

const SEND = { name: 'send_message', arguments: { channel: 'simulator', to: '+491555550001', text: 'Once' } };

describe('the reconciler', function () {
  this.timeout(120_000);
  let engine: Engine;

  before(async function () {
    this.timeout(120_000);
    engine = await Engine.create();
    await engine.startWorker();
  });
  after(() => engine.stop());

  async function hanging() {
    const modelId = await scriptModel({ turns: [{ text: 'never', hang: 'before' }] });
    const id = await engine.startRun({ agent: await engine.agent({ spec: { model: { modelId } } }) });
    await engine.reaches(id, ['running']);
    return id;
  }

  it('shows a workflow terminated by hand as failed: terminated, and within 60 s', async () => {
    const id = await hanging();
    await engine.workflow(id).terminate('by an operator');
    const run = await engine.ended(id, 60_000);
    assert.equal(run.status, 'failed');
    assert.equal(run.errorCode, 'terminated');
  });

  it('starts a queued run whose order to start was lost', async () => {
    const modelId = await scriptModel({ turns: [{ text: 'Here after all.' }] });
    const agent = await engine.agent({
      kind: 'dashboard_briefing',
      spec: { model: { modelId }, tools: { allow: [] } },
    });
    await queryRows(engine, 'ALTER TABLE outbox DISABLE TRIGGER outbox_notify');
    const id = await engine.database.transact(engine.organizationId, async (store) => {
      const run = await store.runs.create({
        agentId: agent.agentId,
        agentVersionId: agent.versionId,
        kind: agent.kind,
        trigger: 'api',
        input: {},
        goals: [],
        limits: {} as never,
      });
      return run.id;
    });
    await queryRows(engine, `UPDATE outbox SET done_at = now() WHERE payload->>'runId' = $1`, [id]);
    await queryRows(engine, 'ALTER TABLE outbox ENABLE TRIGGER outbox_notify');
    assert.equal((await engine.ended(id, 60_000)).status, 'completed');
  });

  it('repeats no effect after a reset to the beginning', async () => {
    const modelId = await scriptModel({ turns: [{ toolCalls: [SEND] }, { text: 'Sent.' }] });
    const agent = await engine.agent({
      spec: {
        model: { modelId },
        tools: { allow: ['send_message'] },
        autonomy: 'autonomous',
        enableAutopilot: true,
      },
    });
    const id = await engine.startRun({ agent });
    await engine.ended(id);
    const handle = engine.workflow(id);
    const events = (await handle.fetchHistory()).events ?? [];
    const firstTask = events.find((event) => event.workflowTaskCompletedEventAttributes);
    assert.ok(firstTask?.eventId);
    await engine.client.connection.workflowService.resetWorkflowExecution({
      namespace: 'default',
      workflowExecution: { workflowId: handle.workflowId },
      reason: 'test',
      workflowTaskFinishEventId: firstTask.eventId,
      requestId: `reset-${id}`,
    });
    await until(async () => (await engine.workflow(id).describe()).status.name === 'COMPLETED', {
      what: 'the reset run to end',
    });
    const sent = await queryRows(
      engine,
      'SELECT 1 FROM simulator_delivery d JOIN message m ON m.id = d.message_id WHERE m.run_id = $1',
      [id],
    );
    assert.equal(sent.length, 1);
    assert.equal((await engine.run(id)).status, 'completed');
  });

  it('leaves a run alone that was reset while it waits', async () => {
    const modelId = await scriptModel({ turns: [{ toolCalls: [SEND] }, { text: 'Sent.' }] });
    const agent = await engine.agent({ spec: { model: { modelId }, tools: { allow: ['send_message'] } } });
    const id = await engine.startRun({ agent });
    await engine.reaches(id, ['waiting']);
    const handle = engine.workflow(id);
    const first = ((await handle.fetchHistory()).events ?? []).find(
      (event) => event.workflowTaskCompletedEventAttributes,
    );
    await engine.client.connection.workflowService.resetWorkflowExecution({
      namespace: 'default',
      workflowExecution: { workflowId: handle.workflowId },
      reason: 'test',
      workflowTaskFinishEventId: first?.eventId ?? null,
      requestId: `reset-${id}`,
    });
    await sleep(6_000);
    assert.equal((await engine.run(id)).status, 'waiting');
    await engine.database.transact(engine.organizationId, (store) => store.runs.requestCancel(id, 'test'));
    await engine.ended(id);
  });

  it('settles what ended runs left open one by one: what cannot be written holds up nothing else', async () => {
    await addOwner(engine);
    const ids = [await hanging(), await hanging()];
    const [stuck = '', other = ''] = ids;
    await queryRows(
      engine,
      `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'refused'; END $$`,
    );
    await queryRows(
      engine,
      `CREATE TRIGGER refuse BEFORE UPDATE ON run FOR EACH ROW
       WHEN (OLD.id = '${stuck}' AND OLD.status = 'cancelled' AND NEW.next_seq > OLD.next_seq) EXECUTE FUNCTION refuse()`,
    );
    for (const id of ids) {
      await queryRows(
        engine,
        `INSERT INTO run_step (organization_id, run_id, turn, call_index, kind, status, content, tool_name, effect, effect_state)
         VALUES ($1, $2, 1, 0, 'tool', 'started', '{}', 'send_message', 'at_most_once', 'sent')`,
        [engine.organizationId, id],
      );
      const { agentId } = await engine.run(id);
      await engine.database.transact(engine.organizationId, (store) =>
        store.killSwitch.killAgent(agentId, 'test'),
      );
    }
    // As if they had ended a while ago, the stuck one first, and the kind of the other were no more.
    await queryRows(
      engine,
      `UPDATE run SET finished_at = finished_at - interval '1 minute' * CASE WHEN id = $1 THEN 2 ELSE 1 END,
         kind = CASE WHEN id = $1 THEN kind ELSE 'gone' END WHERE id = ANY($2)`,
      [stuck, ids],
    );
    const settled = async (id: string) => {
      const [row] = await queryRows<{ effect: string; claim: string }>(
        engine,
        `SELECT s.effect_state AS effect, r.status AS claim FROM run_step s JOIN budget_reservation r USING (run_id)
         WHERE run_id = $1`,
        [id],
      );
      return { ...row, told: (await toldOfUnknown(engine, id)).length };
    };
    const DONE = { effect: 'unknown', claim: 'lost', told: 1 };
    const isDone = (id: string) => async () => isDeepStrictEqual(await settled(id), DONE);
    await until(isDone(other), { what: 'the other to be settled', timeoutMs: 30_000 });
    assert.deepEqual(await settled(stuck), { effect: 'sent', claim: 'open', told: 0 });
    await queryRows(engine, 'DROP TRIGGER refuse ON run');
    await until(isDone(stuck), { what: 'the stuck one to be settled', timeoutMs: 30_000 });
  });
});

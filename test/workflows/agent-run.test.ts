import assert from 'node:assert/strict';
import { Engine } from '../support/engine.ts';
import { requestsOf, scriptModel } from '../support/demo-script.ts';
import { queryRows } from '../support/rows.ts';

const LEADS = { name: 'get_recent_leads', arguments: { period: 'last_7_days' } };

describe('a run', function () {
  this.timeout(60_000);
  let engine: Engine;

  before(async function () {
    this.timeout(120_000);
    engine = await Engine.create();
    await engine.startWorker();
  });
  after(() => engine.stop());

  it('completes with the answer of the model, priced and logged', async () => {
    const modelId = await scriptModel({ turns: [{ toolCalls: [LEADS] }, { text: 'All quiet.' }] });
    const agent = await engine.agent({
      spec: { model: { modelId }, tools: { allow: ['get_recent_leads'] } },
    });
    const id = await engine.startRun({ agent });
    const run = await engine.ended(id);
    assert.equal(run.status, 'completed', run.errorMessage ?? '');
    assert.equal(run.turns, 2);
    assert.equal(run.toolCalls, 1);
    assert.ok(run.costMicroUsd > 0n);
    const log = await queryRows<{ seq: number; kind: string }>(
      engine,
      'SELECT seq, kind FROM log_entry WHERE run_id = $1 ORDER BY seq',
      [id],
    );
    assert.deepEqual(
      log.map((row) => row.seq),
      log.map((_, i) => i + 1),
    );
    assert.deepEqual(
      log.map((row) => row.kind),
      ['system_event', 'system_event', 'llm_generation', 'tool_call', 'llm_generation', 'system_event'],
    );
    const [sum] = await queryRows<{ usage: string; calls: string }>(
      engine,
      `SELECT sum(cost_micro_usd) AS usage, count(*) AS calls FROM usage u JOIN log_entry l ON l.id = u.log_entry_id WHERE u.run_id = $1`,
      [id],
    );
    assert.equal(BigInt(sum?.usage ?? -1), run.costMicroUsd);
    assert.equal(Number(sum?.calls), 2);
    assert.equal((await requestsOf(modelId)).length, 2);
  });

  it('runs pure tool calls of a turn in one activity and in parallel', async () => {
    const modelId = await scriptModel({ turns: [{ toolCalls: [LEADS, LEADS, LEADS] }, { text: 'Done.' }] });
    const agent = await engine.agent({
      spec: { model: { modelId }, tools: { allow: ['get_recent_leads'] } },
    });
    const id = await engine.startRun({ agent });
    assert.equal((await engine.ended(id)).toolCalls, 3);
    const history = await engine.workflow(id).fetchHistory();
    const scheduled = (history.events ?? []).filter((event) => event.activityTaskScheduledEventAttributes);
    assert.equal(scheduled.length, 2);
  });

  it('shows an operator its type, attributes and steps in Temporal', async () => {
    const modelId = await scriptModel({ turns: [{ text: 'Hello.' }] });
    const agent = await engine.agent({ spec: { model: { modelId } } });
    const id = await engine.startRun({ agent });
    await engine.ended(id);
    await engine.workflow(id).result();
    const description = await engine.workflow(id).describe();
    assert.equal(description.type, 'agentRun');
    const { indexedFields } = description.raw.workflowExecutionInfo?.searchAttributes ?? {};
    for (const name of ['StewardOrg', 'StewardAgent', 'StewardKind', 'StewardTrigger', 'StewardStatus']) {
      assert.ok(indexedFields?.[name], `${name} is missing`);
    }
  });

  for (const [limit, code] of [
    ['maxTurns', 'limit_turns'],
    ['maxToolCalls', 'limit_tool_calls'],
    ['maxTokens', 'limit_tokens'],
    ['maxCostMicroUsd', 'limit_cost'],
  ] as const) {
    it(`fails with ${code} when it reaches ${limit}`, async () => {
      const modelId = await scriptModel({ turns: [{ toolCalls: [LEADS] }], afterLast: 'repeat' });
      const agent = await engine.agent({
        spec: { model: { modelId }, tools: { allow: ['get_recent_leads'] } },
      });
      const id = await engine.startRun({ agent, limits: { [limit]: 2 } });
      const run = await engine.ended(id);
      assert.equal(run.status, 'failed');
      assert.equal(run.errorCode, code);
    });
  }

  it('feeds a denied call back to the model instead of executing it', async () => {
    const send = {
      name: 'send_message',
      arguments: { channel: 'simulator', to: '+491555550001', text: 'Hi' },
    };
    const modelId = await scriptModel({ turns: [{ toolCalls: [send] }, { text: 'Not allowed, then.' }] });
    const agent = await engine.agent({
      spec: { model: { modelId }, tools: { allow: ['get_recent_leads'] } },
    });
    const id = await engine.startRun({ agent });
    assert.equal((await engine.ended(id)).status, 'completed');
    const rows = await queryRows(engine, 'SELECT 1 FROM message WHERE run_id = $1', [id]);
    assert.equal(rows.length, 0);
    const [, second] = await requestsOf(modelId);
    assert.match(second?.body?.messages.at(-1)?.content ?? '', /denied/);
  });

  it('is cancelled within 5 s in the middle of a model call', async () => {
    const modelId = await scriptModel({ turns: [{ text: 'never', hang: 'before' }] });
    const agent = await engine.agent({ spec: { model: { modelId } } });
    const id = await engine.startRun({ agent });
    await engine.reaches(id, ['running']);
    const startedAt = Date.now();
    await engine.database.transact(engine.organizationId, (store) => store.runs.requestCancel(id, 'test'));
    const run = await engine.ended(id);
    assert.equal(run.status, 'cancelled');
    assert.ok(Date.now() - startedAt < 5_000, `took ${Date.now() - startedAt} ms`);
  });

  it('is cancelled by a cancel request from the Temporal UI as well', async () => {
    const modelId = await scriptModel({ turns: [{ text: 'never', hang: 'before' }] });
    const agent = await engine.agent({ spec: { model: { modelId } } });
    const id = await engine.startRun({ agent });
    await engine.reaches(id, ['running']);
    await engine.workflow(id).cancel();
    assert.equal((await engine.ended(id)).status, 'cancelled');
  });

  it('continues as new without losing its place', async () => {
    const modelId = await scriptModel({
      repeatTool: {
        name: 'get_recent_leads',
        arguments: { period: 'last_7_days' },
        times: 7,
        then: 'Seven.',
      },
    });
    const agent = await engine.agent({
      spec: { model: { modelId }, tools: { allow: ['get_recent_leads'] } },
    });
    await engine.startWorker({ STEWARD_CONTINUE_AS_NEW_AFTER: '3' });
    const [first] = engine.workersRunning();
    await first?.stop();
    const id = await engine.startRun({ agent });
    const run = await engine.ended(id);
    assert.equal(run.status, 'completed');
    assert.equal(run.turns, 8);
    assert.equal((await requestsOf(modelId)).length, 8);
    const { raw } = await engine.workflow(id).describe();
    assert.notEqual(raw.workflowExecutionInfo?.firstRunId, raw.workflowExecutionInfo?.execution?.runId);
  });
});

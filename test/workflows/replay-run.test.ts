import assert from 'node:assert/strict';
import { toPublicId } from '../../domain/ids.ts';
import { DECIDE_APPROVAL } from '../../domain/temporal/agent-run.ts';
import type { RunRow } from '../../store/runs.store.ts';
import { requestsOf, scriptModel } from '../support/demo-script.ts';
import type { BuiltAgent } from '../support/builders.ts';
import { Engine } from '../support/engine.ts';
import { queryRows } from '../support/rows.ts';

const LEADS = { name: 'get_recent_leads', arguments: { period: 'last_7_days' } };
const STATS = { name: 'get_engagement_stats', arguments: { period: 'last_7_days' } };
const SEND = {
  name: 'send_message',
  arguments: { channel: 'simulator', to: '+491555550001', text: 'Hello' },
};
const TOOLS = { allow: ['get_recent_leads', 'get_engagement_stats', 'send_message'] };

interface Step {
  readonly turn: number;
  readonly call_index: number;
  readonly tool_name: string | null;
  readonly status: string;
  readonly effect_state: string | null;
  readonly content: unknown;
  readonly result: unknown;
}

describe('a replay from a turn', function () {
  this.timeout(60_000);
  let engine: Engine;

  before(async function () {
    this.timeout(120_000);
    engine = await Engine.create();
    await engine.startWorker();
  });
  after(() => engine.stop());

  /** Turn 1 reads, turn 2 sends, turn 3 answers. */
  async function original() {
    const modelId = await scriptModel({
      turns: [{ toolCalls: [STATS] }, { toolCalls: [SEND] }, { text: 'Sent it.' }],
    });
    const spec = {
      model: { modelId },
      tools: { allow: ['get_engagement_stats', 'send_message'] },
      autonomy: 'autonomous',
      enableAutopilot: true,
    };
    const agent = await engine.agent({ kind: 'dashboard_briefing', spec });
    const origin = await engine.ended(await engine.startRun({ agent }));
    assert.equal(origin.status, 'completed', origin.errorMessage ?? '');
    assert.equal(origin.turns, 3);
    return { agent, origin };
  }

  /** Another version of the agent that talks to another model; a plain insert, as a save would leave it. */
  async function otherVersion(agent: BuiltAgent, modelId: string): Promise<string> {
    const [row] = await queryRows<{ id: string }>(
      engine,
      `INSERT INTO agent_version (id, organization_id, agent_id, number, title, author, name, kind, spec)
       SELECT gen_random_uuid(), organization_id, agent_id, number + 1, 'Changed', author, name, kind,
         jsonb_set(jsonb_set(spec, '{model,modelId}', to_jsonb($2::text)), '{tools,allow}', $3::jsonb)
       FROM agent_version WHERE agent_id = $1 ORDER BY number DESC LIMIT 1 RETURNING id`,
      [agent.agentId, modelId, JSON.stringify(TOOLS.allow)],
    );
    assert.ok(row);
    return row.id;
  }

  async function replay(origin: RunRow, fromTurn: number, agentVersionId: string): Promise<RunRow> {
    const { id } = await engine.database.transact(engine.organizationId, async (store) => {
      const run = await store.runs.create({
        agentId: origin.agentId,
        agentVersionId,
        kind: origin.kind,
        trigger: 'api',
        input: {},
        goals: [],
        limits: {} as never,
        dryRun: true,
        origin: { runId: origin.id, inputTainted: origin.inputTainted, fromTurn },
      });
      await store.runReplays.takeOver(run.id, origin.id, fromTurn);
      return run;
    });
    return engine.ended(id);
  }

  const stepsOf = (run: RunRow) =>
    queryRows<Step>(
      engine,
      'SELECT turn, call_index, tool_name, status, effect_state, content, result FROM run_step WHERE run_id = $1 ORDER BY turn, call_index',
      [run.id],
    );

  it('takes over what was before the turn, at no cost, and asks anew from there', async () => {
    const { agent, origin } = await original();
    const otherModel = await scriptModel({
      turns: [{ text: 'unused' }, { text: 'Another way.' }],
    });
    const run = await replay(origin, 2, await otherVersion(agent, otherModel));
    assert.equal(run.status, 'completed', run.errorMessage ?? '');
    assert.deepEqual([run.turns, run.toolCalls, run.dryRun], [2, 1, true]);
    assert.deepEqual(run.output, { markdown: 'Another way.' });
    const asked = await requestsOf(otherModel);
    assert.equal(asked.length, 1, 'only the turns from the given one on are paid');
    const [, , answer, result] = asked[0]?.body?.messages ?? [];
    assert.equal(answer?.role, 'assistant');
    assert.equal(result?.role, 'tool');
    const [before] = [await stepsOf(origin)];
    const after = await stepsOf(run);
    const facts = (steps: readonly Step[]) =>
      steps
        .filter((step) => step.turn < 2)
        .map(({ content, result: given, status }) => ({ content, given, status }));
    assert.deepEqual(facts(after), facts(before));
    const log = await queryRows<{ seq: number; turn: number; replayed: boolean; cost: string | null }>(
      engine,
      `SELECT l.seq, (l.entry->>'turn')::int AS turn, l.entry ? 'replayed' AS replayed, u.cost_micro_usd AS cost
       FROM log_entry l LEFT JOIN usage u ON u.log_entry_id = l.id
       WHERE l.run_id = $1 AND l.kind IN ('llm_generation', 'tool_call') ORDER BY l.seq`,
      [run.id],
    );
    assert.deepEqual(
      log.map(({ turn, replayed, cost }) => [turn, replayed, cost === null]),
      [
        [1, true, true],
        [1, true, true],
        [2, false, false],
      ],
    );
    assert.equal(String(run.costMicroUsd), log[2]?.cost);
  });

  it('answers calls of the origin from its record, really reads others, and carries out nothing', async () => {
    const { agent, origin } = await original();
    const otherText = { ...SEND, arguments: { ...SEND.arguments, text: 'Changed' } };
    const otherModel = await scriptModel({
      turns: [{ toolCalls: [STATS, SEND, otherText, LEADS] }, { text: 'Done.' }],
    });
    await queryRows(
      engine,
      `UPDATE run_step SET result = '{"recorded":"then"}' WHERE run_id = $1 AND tool_name = $2`,
      [origin.id, STATS.name],
    );
    const run = await replay(origin, 1, await otherVersion(agent, otherModel));
    assert.equal(run.status, 'completed', run.errorMessage ?? '');
    const calls = (await stepsOf(run)).filter((step) => step.call_index >= 0);
    assert.deepEqual(
      calls.map(({ tool_name, status }) => [tool_name, status]),
      [
        [STATS.name, 'succeeded'],
        [SEND.name, 'succeeded'],
        [SEND.name, 'skipped'],
        [LEADS.name, 'succeeded'],
      ],
    );
    assert.deepEqual(calls[0]?.result, { recorded: 'then' });
    const sentThen = (await stepsOf(origin)).find((step) => step.tool_name === SEND.name);
    assert.deepEqual(calls[1]?.result, sentThen?.result);
    assert.equal(calls[1]?.effect_state, 'planned', 'nothing of it happened in this run');
    const sent = await queryRows<{ run_id: string }>(
      engine,
      'SELECT run_id FROM message WHERE run_id = ANY($1)',
      [[run.id, origin.id]],
    );
    assert.deepEqual(sent, [{ run_id: origin.id }]);
    const marks = await queryRows<{ replayed: boolean }>(
      engine,
      `SELECT entry ? 'replayed' AS replayed FROM log_entry WHERE run_id = $1 AND kind = 'tool_call' ORDER BY (entry->>'callIndex')::int`,
      [run.id],
    );
    assert.deepEqual(
      marks.map((mark) => mark.replayed),
      [true, true, false, false],
    );
  });

  it('answers each of several calls alike as its own was answered, and edited ones by what was asked', async () => {
    const modelId = await scriptModel({
      turns: [{ toolCalls: [STATS] }, { toolCalls: [STATS] }, { toolCalls: [SEND] }, { text: 'Sent it.' }],
    });
    const spec = { model: { modelId }, tools: { allow: [STATS.name, SEND.name] } };
    const agent = await engine.agent({ kind: 'dashboard_briefing', spec });
    const id = await engine.startRun({ agent });
    await engine.reaches(id, ['waiting']);
    const [asked] = await queryRows<{ id: string }>(engine, 'SELECT id FROM approval WHERE run_id = $1', [
      id,
    ]);
    await engine.workflow(id).signal(DECIDE_APPROVAL, {
      approvalId: toPublicId('approval', asked?.id ?? ''),
      decision: 'edit',
      arguments: { ...SEND.arguments, text: 'Edited' },
    });
    const origin = await engine.ended(id);
    assert.equal(origin.status, 'completed', origin.errorMessage ?? '');
    await queryRows(
      engine,
      `UPDATE run_step SET result = jsonb_build_object('turn', turn) WHERE run_id = $1 AND kind = 'tool'`,
      [id],
    );
    const otherModel = await scriptModel({
      turns: [{ toolCalls: [STATS, STATS] }, { toolCalls: [STATS, SEND] }, { text: 'Done.' }],
    });
    const run = await replay(origin, 1, await otherVersion(agent, otherModel));
    const calls = (await stepsOf(run)).filter((step) => step.call_index >= 0);
    assert.deepEqual(
      calls.map(({ tool_name, result }) => [tool_name, result]),
      [
        [STATS.name, { turn: 1 }],
        [STATS.name, { turn: 2 }],
        [STATS.name, { turn: 2 }],
        [SEND.name, { turn: 3 }],
      ],
    );
  });

  it('denies what its version may not do, also where the origin did it', async () => {
    const { agent, origin } = await original();
    const otherModel = await scriptModel({ turns: [{ toolCalls: [SEND] }, { text: 'Not allowed.' }] });
    const versionId = await otherVersion(agent, otherModel);
    await queryRows(
      engine,
      `UPDATE agent_version SET spec = jsonb_set(spec, '{tools,deny}', '["send_message"]') WHERE id = $1`,
      [versionId],
    );
    const run = await replay(origin, 1, versionId);
    const [call] = (await stepsOf(run)).filter((step) => step.call_index >= 0);
    assert.equal(call?.status, 'denied');
  });
});

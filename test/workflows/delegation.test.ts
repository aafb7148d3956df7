import assert from 'node:assert/strict';
import { agentSpecSchema } from '../../domain/agent/agent-spec.ts';
import { budgetPeriods } from '../../domain/budget/periods.ts';
import { toPublicId } from '../../domain/ids.ts';
import type { RunRow } from '../../store/runs.store.ts';
import { checkEdit } from '../../tools/check-edit.ts';
import type { BuiltAgent } from '../support/builders.ts';
import { requestsOf, scriptModel } from '../support/demo-script.ts';
import { Engine } from '../support/engine.ts';
import { queryRows } from '../support/rows.ts';
import { until } from '../support/until.ts';

const NO_CAPS = {
  runMicroUsd: null,
  dayMicroUsd: null,
  monthMicroUsd: null,
  runTokens: null,
  dayTokens: null,
  monthTokens: null,
};
const KIND = 'dashboard_briefing';
const AUTONOMOUS = { autonomy: 'autonomous', enableAutopilot: true };
const SENT = '{"reply":"Sent.","handOver":false,"reason":null}';
const HANGS = { turns: [{ text: 'never', hang: 'before' }] };
const ask = (agentName: string, more: object = {}) => ({
  name: 'delegate_to_agent',
  arguments: { agentName, task: 'Look at the week.', ...more },
});

describe('delegation to another agent', function () {
  this.timeout(120_000);
  let engine: Engine;

  before(async function () {
    this.timeout(120_000);
    engine = await Engine.create({ env: { LOG_LEVEL: 'warn' } });
    await engine.startWorker({ LOG_LEVEL: 'info' });
  });
  // What one agent brought in from outside would taint the others, which hear of its output.
  afterEach(() => queryRows(engine, 'UPDATE run SET tainted = false'));
  after(() => engine.stop());

  async function agent(name: string, script: object, delegates: readonly BuiltAgent[] = [], model = {}) {
    const modelId = await scriptModel(script as Record<string, unknown>);
    const allow = delegates.length === 0 ? [] : ['delegate_to_agent'];
    const ids = delegates.map(({ agentId }) => toPublicId('agent', agentId));
    const built = await engine.agent({
      name,
      kind: KIND,
      spec: { model: { modelId, ...model }, tools: { allow }, delegates: ids, ...AUTONOMOUS },
    });
    return { ...built, modelId };
  }

  async function childrenOf(parentId: string): Promise<RunRow[]> {
    const rows = await queryRows<{ id: string }>(
      engine,
      'SELECT id FROM run WHERE parent_run_id = $1 ORDER BY parent_turn, parent_call_index',
      [parentId],
    );
    return Promise.all(rows.map(({ id }) => engine.run(id)));
  }

  async function approve(id: string): Promise<void> {
    const [asked] = await queryRows<{ id: string }>(engine, 'SELECT id FROM approval WHERE run_id = $1', [
      id,
    ]);
    await engine.database.transact(engine.organizationId, (store) =>
      store.approvals.decide({
        approvalId: asked?.id ?? '',
        decision: 'approve',
        actor: 'key:test',
        via: 'api',
        by: { role: 'owner' },
        checkEdit,
      }),
    );
  }

  const lastMessage = async (modelId: string): Promise<string> =>
    (await requestsOf(modelId)).at(-1)?.body?.messages.at(-1)?.content ?? '';

  const stepsOf = (runId: string) =>
    queryRows<{ status: string; effect_state: string; result: { error?: { code: string } } }>(
      engine,
      `SELECT status, effect_state, result FROM run_step WHERE run_id = $1 AND kind = 'tool' ORDER BY turn, call_index`,
      [runId],
    );

  it('waits without holding anything, and gives the output of the child to the model', async () => {
    const helper = await agent('Helper', { turns: [{ text: 'The week is quiet.', delayMs: 1_500 }] });
    const call = ask('helper', { maxCostMicroUsd: 20_000, input: { focus: 'bookings' } });
    const chief = await agent('Chief', { turns: [{ toolCalls: [call] }, { text: 'Done.' }] }, [helper]);
    const id = await engine.startRun({
      agent: chief,
      limits: { maxCostMicroUsd: 50_000, maxTokens: 20_000 },
    });
    assert.equal((await engine.reaches(id, ['waiting'])).waitingFor, 'child');
    const parent = await engine.ended(id);
    assert.equal(parent.status, 'completed', parent.errorMessage ?? '');
    const [child] = await childrenOf(id);
    assert.ok(child);
    assert.deepEqual(
      [child.trigger, child.depth, child.parentTurn, child.parentCallIndex, child.goals, child.input],
      ['parent_run', 1, 1, 0, ['Look at the week.'], { focus: 'bookings' }],
    );
    const { maxCostMicroUsd, maxTokens } = child.limits as Record<string, number>;
    assert.equal(maxCostMicroUsd, 20_000);
    assert.equal(
      maxTokens,
      Math.floor((20_000 - (await tokensOfFirstTurn(id))) / 2),
      'half of what was left',
    );
    assert.match(await lastMessage(chief.modelId), /The week is quiet.*"status":"completed"/);
    assert.deepEqual(
      (await stepsOf(id)).map(({ status, effect_state }) => [status, effect_state]),
      [['succeeded', 'confirmed']],
    );
    const [prompt] = (await requestsOf(chief.modelId))[0]?.body?.messages ?? [];
    assert.match(prompt?.content ?? '', /Helper \(agt_/);
  });

  it('counts what its children have spent before each call that could exceed its limit', async () => {
    const helper = await agent('Spender', { turns: [{ text: 'Bought.', usage: { cost: 0.04 } }] });
    const call = ask('Spender', { maxCostMicroUsd: 45_000 });
    const turns = [{ toolCalls: [call], usage: { cost: 0.001 } }, { text: 'Never asked.' }];
    const chief = await agent('Chief', { turns }, [helper]);
    const id = await engine.startRun({ agent: chief, limits: { maxCostMicroUsd: 41_500 } });
    const parent = await engine.ended(id);
    assert.deepEqual([parent.status, parent.errorCode], ['failed', 'limit_cost'], parent.errorMessage ?? '');
    assert.equal((await requestsOf(chief.modelId)).length, 1);
  });

  it('holds for the cap of a single run with all that it hands on', async () => {
    const usage = { cost: 0.001 };
    const spender = await agent('Spender', { turns: [{ text: 'Bought.', usage: { cost: 0.02 } }] });
    const wanted = { turns: [{ text: 'Never asked.' }] };
    const wanting = await agent('Wanting', wanted, [], { maxTokens: 20_000 });
    const turns = [
      { toolCalls: [ask('Spender')], usage },
      { toolCalls: [ask('Wanting')], usage },
      { text: 'Done.', usage },
    ];
    const chief = await agent('Chief', { turns }, [spender, wanting]);
    await engine.database.transact(engine.organizationId, async (store) => {
      const { timeZone } = await store.organization.get();
      const periods = budgetPeriods(new Date(), timeZone);
      await store.budgetSettings.lock(periods);
      await store.budgetSettings.put(chief.agentId, { ...NO_CAPS, runMicroUsd: 29_000 }, periods);
    });
    const parent = await engine.ended(await engine.startRun({ agent: chief }), 60_000);
    assert.equal(parent.status, 'completed', parent.errorMessage ?? '');
    const children = await childrenOf(parent.id);
    assert.deepEqual(
      children.map(({ status, errorCode }) => [status, errorCode]),
      [
        ['completed', null],
        ['rejected', 'budget_exceeded'],
      ],
    );
    assert.match(children[1]?.errorMessage ?? '', /One run, with all that it hands on, may spend \$0\.03/);
    assert.equal((await requestsOf(wanting.modelId)).length, 0);
  });

  it('tells the model why a child gave nothing, which may go on without', async () => {
    const helper = await agent('Unlucky', { turns: [{ status: 401 }] });
    const chief = await agent(
      'Chief',
      { turns: [{ toolCalls: [ask('Unlucky')] }, { text: 'Alone, then.' }] },
      [helper],
    );
    const parent = await engine.ended(await engine.startRun({ agent: chief }));
    assert.equal(parent.status, 'completed', parent.errorMessage ?? '');
    const [step] = await stepsOf(parent.id);
    assert.deepEqual([step?.status, step?.result.error?.code], ['failed', 'model_refused']);
    assert.match(await lastMessage(chief.modelId), /the run of Unlucky was failed/);
  });

  it('asks only agents that its own spec names, that are active and not killed, with the right input', async () => {
    const [stranger, helper, paused, killed] = await Promise.all(
      ['Stranger', 'Named', 'Paused', 'Killed'].map((name) => agent(name, HANGS)),
    );
    assert.ok(stranger && helper && paused && killed);
    await queryRows(engine, `UPDATE agent SET status = 'paused' WHERE id = $1`, [paused.agentId]);
    await engine.database.transact(engine.organizationId, (store) =>
      store.killSwitch.killAgent(killed.agentId, 'key:test'),
    );
    const calls = [ask('Stranger'), ask('Paused'), ask('Killed'), ask('Named', { input: { nonsense: 1 } })];
    const chief = await agent('Chief', { turns: [{ toolCalls: calls }, { text: 'Nobody, then.' }] }, [
      helper,
      paused,
      killed,
    ]);
    const parent = await engine.ended(await engine.startRun({ agent: chief }));
    assert.equal(parent.status, 'completed', parent.errorMessage ?? '');
    assert.deepEqual(
      (await stepsOf(parent.id)).map((step) => step.result.error?.code),
      ['unknown_agent', 'unknown_agent', 'unknown_agent', 'invalid_input'],
    );
    assert.equal((await childrenOf(parent.id)).length, 0);
  });

  it('goes three deep and no deeper, also in a circle', async () => {
    const loop = await agent('Loop', { turns: [{ toolCalls: [ask('Loop')] }, { text: 'Enough.' }] });
    await queryRows(
      engine,
      `UPDATE agent_version SET spec = spec || jsonb_build_object('delegates', jsonb_build_array($2::text),
         'tools', '{"allow":["delegate_to_agent"],"deny":[]}'::jsonb) WHERE agent_id = $1`,
      [loop.agentId, toPublicId('agent', loop.agentId)],
    );
    const root = await engine.ended(await engine.startRun({ agent: loop }), 90_000);
    assert.equal(root.status, 'completed', root.errorMessage ?? '');
    const runs = await queryRows<{ id: string; depth: number; status: string }>(
      engine,
      'SELECT id, depth, status FROM run WHERE agent_id = $1 ORDER BY depth',
      [loop.agentId],
    );
    assert.deepEqual(
      runs.map(({ depth, status }) => [depth, status]),
      [0, 1, 2, 3].map((depth) => [depth, 'completed']),
    );
    const [deepest] = await stepsOf(runs.at(-1)?.id ?? '');
    assert.equal(deepest?.result.error?.code, 'too_deep');
  });

  for (const [how, stop] of [
    [
      'a cancel',
      (id: string) => engine.database.transact(engine.organizationId, (s) => s.runs.requestCancel(id, 'x')),
    ],
    [
      'a kill',
      async (id: string) => {
        const { agentId } = await engine.run(id);
        return engine.database.transact(engine.organizationId, (s) =>
          s.killSwitch.killAgent(agentId, 'key:x'),
        );
      },
    ],
    ['a cancel in Temporal', (id: string) => engine.workflow(id).cancel()],
  ] as const) {
    it(`${how} of the parent takes all below it along`, async () => {
      const leaf = await agent('Leaf', HANGS);
      const middle = await agent('Middle', { turns: [{ toolCalls: [ask('Leaf')] }] }, [leaf]);
      const chief = await agent('Chief', { turns: [{ toolCalls: [ask('Middle')] }] }, [middle]);
      const id = await engine.startRun({ agent: chief });
      await until(async () => (await requestsOf(leaf.modelId)).length === 1, {
        what: () => 'the leaf to ask its model',
        timeoutMs: 60_000,
      });
      const [child] = await childrenOf(id);
      const [grandchild] = await childrenOf(child?.id ?? '');
      assert.ok(child && grandchild);
      await stop(id);
      for (const run of [id, child.id, grandchild.id]) {
        assert.equal((await engine.ended(run)).status, 'cancelled');
        assert.deepEqual(await engine.workflow(run).result(), { status: 'cancelled' });
      }
    });
  }

  it('passes taint down with the task and up with the answer', async () => {
    const reader = await agent('Reader', { turns: [{ text: 'They wrote: hello.', delayMs: 3_000 }] });
    const clean = await agent('Clean', { turns: [{ text: 'Clean.' }] });
    const calls = [ask('Reader'), ask('Clean')];
    const turns = [{ toolCalls: [calls[0]] }, { toolCalls: [calls[1]] }, { text: 'Done.' }];
    const chief = await agent('Chief', { turns }, [reader, clean]);
    const id = await engine.startRun({ agent: chief });
    await until(async () => (await childrenOf(id)).length === 1, { what: () => 'the first child' });
    const [first] = await childrenOf(id);
    await queryRows(engine, 'UPDATE run SET tainted = true WHERE id = $1', [first?.id]);
    // Autonomy does not reach into what is tainted: from then on a person is asked, also before the next delegation.
    await until(async () => (await engine.run(id)).waitingFor === 'approval', {
      what: () => 'the second call to ask a person',
      timeoutMs: 20_000,
    });
    assert.equal((await engine.run(id)).tainted, true);
    await approve(id);
    assert.equal((await engine.ended(id)).status, 'completed');
    const [, second] = await childrenOf(id);
    assert.deepEqual([second?.tainted, second?.inputTainted], [true, true]);
  });

  it('asks the agent that had the name when a person was asked, or none', async () => {
    const keeper = await agent('Bookkeeper', { turns: [{ text: 'Never asked.' }] });
    const other = await agent('Trader', { turns: [{ text: 'Never asked.' }] });
    const chief = await agent(
      'Chief',
      { turns: [{ toolCalls: [ask('Bookkeeper')] }, { text: 'Then not.' }] },
      [keeper, other],
    );
    await queryRows(
      engine,
      `UPDATE agent_version SET spec = spec || '{"requireApprovalFor":["delegate_to_agent"]}' WHERE agent_id = $1`,
      [chief.agentId],
    );
    const id = await engine.startRun({ agent: chief });
    assert.equal((await engine.reaches(id, ['waiting'])).waitingFor, 'approval');
    await rename(keeper, 'Former bookkeeper');
    await rename(other, 'Bookkeeper');
    await approve(id);
    assert.equal((await engine.ended(id)).status, 'completed');
    assert.equal((await stepsOf(id))[0]?.result.error?.code, 'agent_renamed');
    assert.equal((await childrenOf(id)).length, 0);
  });

  const rename = ({ agentId }: BuiltAgent, name: string): Promise<unknown> =>
    engine.database.transact(engine.organizationId, async (store) => {
      const detail = await store.agents.get(agentId);
      assert.ok(detail);
      const version = { name, spec: agentSpecSchema.parse(detail.version.spec), title: 'Renamed' };
      await store.agents.save(detail, { actor: 'key:test', action: 'agent.updated', version });
    });

  /** Runs the agent again as a retry does. */
  const repeat = async (agent: BuiltAgent, runId: string, inputTainted: boolean): Promise<string> => {
    const { agentId, versionId: agentVersionId, kind } = agent;
    const { input } = await engine.run(runId);
    const { id } = await engine.database.transact(engine.organizationId, (store) =>
      store.runs.create({
        ...{ agentId, agentVersionId, kind, input: input as Record<string, unknown>, goals: ['Look at it.'] },
        trigger: 'retry',
        limits: {} as never,
        origin: { runId, inputTainted },
      }),
    );
    return id;
  };

  /** Tells a conversational agent, which may answer whoever wrote, that a stranger wrote. */
  async function handOnStranger() {
    const stranger = '+4915155550999';
    const sending = {
      name: 'send_message',
      arguments: { channel: 'simulator', to: stranger, text: 'As you asked.' },
    };
    const modelId = await scriptModel({ turns: [{ toolCalls: [sending] }, { text: SENT }] });
    const spec = { model: { modelId }, tools: { allow: ['send_message'] }, ...AUTONOMOUS };
    const taintPolicy = { allow: ['send_message:reply'] };
    const front = await engine.agent({
      name: 'Front',
      kind: 'conversational',
      spec: { ...spec, taintPolicy },
    });
    const input = { message: 'Hello', contact: { phone: stranger } };
    const turns = [{ toolCalls: [ask('Front', { input })] }, { text: 'Done.' }];
    const chief = await agent('Chief', { turns }, [front]);
    const id = await engine.startRun({ agent: chief });
    await until(async () => (await childrenOf(id)).length === 1, { what: () => 'the child' });
    const [child] = await childrenOf(id);
    assert.ok(child);
    return { id, child, front, input };
  }

  it('takes nobody for a writer of what a model handed on, nor when that run is retried', async () => {
    const { id, child, front, input } = await handOnStranger();
    assert.equal((await engine.reaches(child.id, ['waiting', 'completed'])).waitingFor, 'approval');
    const again = await repeat(front, await repeat(front, child.id, false), false);
    assert.equal((await engine.reaches(again, ['waiting', 'completed'])).waitingFor, 'approval');
    const written = await engine.reaches(await engine.startRun({ agent: front, input }), [
      'waiting',
      'completed',
    ]);
    assert.equal(written.waitingFor, null, 'a person who wrote is answered');
    for (const open of [id, again]) {
      await engine.database.transact(engine.organizationId, (s) => s.runs.requestCancel(open, 'x'));
      await engine.ended(open);
    }
  });

  it('hands a task on as outside text when the agent that wrote it had read such', async () => {
    const reader = await agent('Reader', { turns: [{ text: 'Read.' }] });
    const chief = await agent('Chief', { turns: [{ toolCalls: [ask('Reader')] }, { text: 'Done.' }] }, [
      reader,
    ]);
    await queryRows(
      engine,
      `UPDATE agent_version SET spec = spec || '{"taintPolicy":{"allow":["delegate_to_agent"]}}' WHERE agent_id = $1`,
      [chief.agentId],
    );
    const userMessage = async () =>
      (await requestsOf(reader.modelId)).at(-1)?.body?.messages.find(({ role }) => role === 'user')
        ?.content ?? '';
    const first = await engine.startRun({ agent: chief });
    await engine.ended(first);
    assert.equal(await userMessage(), '{"input":{},"goals":["Look at the week."]}');
    await engine.ended(await repeat(chief, first, true));
    assert.match(await userMessage(), /^Another agent .*\n\[outside text [^\n]*\n[^\n]*Look at the week/);
  });

  async function tokensOfFirstTurn(id: string): Promise<number> {
    const [row] = await queryRows<{ tokens: string }>(
      engine,
      `SELECT u.input_tokens + u.output_tokens AS tokens FROM usage u WHERE u.run_id = $1 ORDER BY u.created_at LIMIT 1`,
      [id],
    );
    return Number(row?.tokens);
  }
});

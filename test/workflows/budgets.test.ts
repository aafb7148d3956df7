import assert from 'node:assert/strict';
import { budgetPeriods } from '../../domain/budget/periods.ts';
import type { BudgetCaps } from '../../store/budget-settings.store.ts';
import { requestsOf, scriptModel } from '../support/demo-script.ts';
import { Engine } from '../support/engine.ts';
import { queryRows } from '../support/rows.ts';
import { until } from '../support/until.ts';

const STATS = { name: 'get_engagement_stats', arguments: { period: 'last_7_days' } };
const SEND = {
  name: 'send_message',
  arguments: { channel: 'simulator', to: '+491555550001', text: 'Your lesson is on Saturday' },
};
const NO_CAPS: BudgetCaps = {
  runMicroUsd: null,
  dayMicroUsd: null,
  monthMicroUsd: null,
  runTokens: null,
  dayTokens: null,
  monthTokens: null,
};

interface Sums {
  readonly usage: string;
  readonly runs: string;
  readonly agent: string;
  readonly organization: string;
  readonly reserved: string;
}

describe('budgets', function () {
  this.timeout(120_000);
  let engine: Engine;

  before(async function () {
    this.timeout(120_000);
    engine = await Engine.create();
    await engine.startWorker();
  });
  after(() => engine.stop());

  async function cap(agentId: string | null, caps: Partial<BudgetCaps>): Promise<void> {
    await engine.database.transact(engine.organizationId, async (store) => {
      const { timeZone } = await store.organization.get();
      const periods = budgetPeriods(new Date(), timeZone);
      await store.budgetSettings.lock(periods);
      await store.budgetSettings.put(agentId, { ...NO_CAPS, ...caps }, periods);
    });
  }

  /** What the ledgers say, for the agent; everything is in micro-dollars. */
  async function sumsOf(agentId: string): Promise<Sums> {
    const [row] = await queryRows<Sums>(
      engine,
      `SELECT (SELECT coalesce(sum(cost_micro_usd), 0) FROM usage WHERE agent_id = $1) AS usage,
        (SELECT coalesce(sum(cost_micro_usd), 0) FROM run WHERE agent_id = $1) AS runs,
        (SELECT coalesce(sum(spent_micro_usd), 0) FROM budget_period WHERE scope_id = $1 AND period = 'day') AS agent,
        (SELECT coalesce(sum(spent_micro_usd), 0) FROM budget_period WHERE scope_id = $2 AND period = 'day')
          - (SELECT coalesce(sum(cost_micro_usd), 0) FROM usage WHERE agent_id <> $1) AS organization,
        (SELECT coalesce(sum(reserved_micro_usd), 0) FROM budget_period WHERE scope_id = $1) AS reserved`,
      [agentId, engine.organizationId],
    );
    if (row === undefined) throw new Error('no sums');
    return row;
  }

  async function assertSettled(agentId: string): Promise<number> {
    const sums = await sumsOf(agentId);
    assert.deepEqual(
      [sums.runs, sums.agent, sums.organization, sums.reserved],
      [sums.usage, sums.usage, sums.usage, '0'],
    );
    return Number(sums.usage);
  }

  /** What the calls of a run were charged, beside what was reserved for them. */
  const chargesOf = (runId: string) =>
    queryRows<{ source: string; status: string; cost: string; reserved: string; output: number }>(
      engine,
      `SELECT u.source, r.status, u.cost_micro_usd AS cost, r.micro_usd AS reserved, u.output_tokens AS output FROM
        (SELECT *, row_number() OVER (ORDER BY created_at) AS n FROM usage WHERE run_id = $1) u JOIN
        (SELECT *, row_number() OVER (ORDER BY created_at) AS n FROM budget_reservation WHERE run_id = $1) r USING (n)
       ORDER BY n`,
      [runId],
    );

  const briefing = (modelId: string, spec: Record<string, unknown> = {}) =>
    engine.agent({
      kind: 'dashboard_briefing',
      spec: { model: { modelId, maxTokens: 1000 }, tools: { allow: ['get_engagement_stats'] }, ...spec },
    });

  it('reject a run before it begins, with words for the owner and without a model call', async () => {
    const modelId = await scriptModel({ turns: [{ text: 'Never asked.' }] });
    const agent = await briefing(modelId);
    await cap(agent.agentId, { dayMicroUsd: 10 });
    const run = await engine.ended(await engine.startRun({ agent }));
    assert.equal(run.status, 'rejected');
    assert.equal(run.errorCode, 'budget_exceeded');
    assert.match(run.errorMessage ?? '', /may spend \$0\.000010 a day; \$0\.00 are spent.*raise the cap/);
    assert.equal((await requestsOf(modelId)).length, 0);
    const events = await queryRows<{ event: string }>(
      engine,
      "SELECT entry->>'event' AS event FROM log_entry WHERE run_id = $1 ORDER BY seq",
      [run.id],
    );
    assert.deepEqual(
      events.map((row) => row.event),
      ['budget_exceeded', 'state_changed', 'budget_alert'],
    );
    assert.equal(await assertSettled(agent.agentId), 0);
  });

  it('park a run in the middle until somebody raises the cap, and it goes on where it was', async () => {
    const usage = { cost: 0.002 };
    const modelId = await scriptModel({
      turns: [
        { toolCalls: [STATS], usage },
        { text: 'Done.', usage },
      ],
    });
    const agent = await briefing(modelId);
    await cap(agent.agentId, { dayMicroUsd: 2_500 });
    const id = await engine.startRun({ agent });
    const parked = await engine.reaches(id, ['waiting']);
    assert.equal(parked.waitingFor, 'budget');
    assert.equal((await requestsOf(modelId)).length, 1);
    const state = await engine.workflow(id).query<{ next: { do: string; timeoutMs: number } }>('debugState');
    const { nextDay } = budgetPeriods(new Date(), 'Europe/Berlin');
    const dayLeft = nextDay.getTime() - Date.now();
    assert.equal(state.next.do, 'wait');
    assert.ok(Math.abs(state.next.timeoutMs - dayLeft) < 30_000, 'it looks again when the day is over');
    await cap(agent.agentId, { dayMicroUsd: 50_000 });
    const run = await engine.ended(id);
    assert.equal(run.status, 'completed', run.errorMessage ?? '');
    assert.equal((await requestsOf(modelId)).length, 2);
    assert.equal(await assertSettled(agent.agentId), 4_000);
  });

  it('do not count the wait for them as time at work, however long it was', async () => {
    const modelId = await scriptModel({
      turns: [{ toolCalls: [STATS], usage: { cost: 0.002 } }, { text: 'Done.' }],
    });
    const agent = await briefing(modelId);
    await cap(agent.agentId, { dayMicroUsd: 2_500 });
    const id = await engine.startRun({ agent, limits: { maxActiveMs: 3_600_000 } });
    await engine.reaches(id, ['waiting']);
    await queryRows(
      engine,
      `UPDATE run SET queued_at = queued_at - interval '8 hours', started_at = started_at - interval '8 hours',
         waiting_since = waiting_since - interval '8 hours' WHERE id = $1`,
      [id],
    );
    await cap(agent.agentId, { dayMicroUsd: 50_000 });
    const run = await engine.ended(id);
    assert.equal(run.status, 'completed', run.errorMessage ?? '');
  });

  it('can be let go: a run that waits for budget is cancelled like any other', async () => {
    const modelId = await scriptModel({
      turns: [{ toolCalls: [STATS], usage: { cost: 0.002 } }, { text: '-' }],
    });
    const agent = await briefing(modelId);
    await cap(agent.agentId, { dayMicroUsd: 2_500 });
    const id = await engine.startRun({ agent });
    await engine.reaches(id, ['waiting']);
    await engine.database.transact(engine.organizationId, (store) => store.runs.requestCancel(id, 'test'));
    assert.equal((await engine.ended(id)).status, 'cancelled');
  });

  it('let a run begin that only has to wait for what others have reserved, and wake it', async () => {
    const usage = { cost: 0.0001 };
    const slow = await scriptModel({ turns: [{ text: 'Slow.', delayMs: 4_000, usage }] });
    const quick = await scriptModel({ turns: [{ text: 'Quick.', usage }], afterLast: 'repeat' });
    const [slowAgent, quickAgent] = [await briefing(slow), await briefing(quick)];
    await engine.ended(await engine.startRun({ agent: quickAgent }));
    const [known] = await queryRows<{ most: string; spent: string }>(
      engine,
      `SELECT max(micro_usd) AS most,
        (SELECT max(spent_micro_usd) FROM budget_period WHERE scope_id = $1 AND period = 'day') AS spent
       FROM budget_reservation WHERE agent_id = $2`,
      [engine.organizationId, quickAgent.agentId],
    );
    const slowRun = await engine.startRun({ agent: slowAgent });
    await until(async () => (await requestsOf(slow)).length === 1, { what: 'the slow call' });
    await cap(null, { dayMicroUsd: Number(known?.spent) + Number(known?.most) + 200 });
    const quickRun = await engine.startRun({ agent: quickAgent });
    assert.equal((await engine.reaches(quickRun, ['waiting'])).waitingFor, 'budget');
    assert.equal((await engine.ended(slowRun)).status, 'completed');
    assert.equal((await engine.ended(quickRun)).status, 'completed');
    await cap(null, {});
  });

  it('charge an answer that was lost at its reserved maximum, once, and mark it', async () => {
    const usage = { cost: 0.0001 };
    const modelId = await scriptModel({
      turns: [
        [
          { text: 'broken off in the middle', disconnect: 'middle' },
          { text: 'Whole.', usage },
        ],
      ],
    });
    const agent = await briefing(modelId);
    const run = await engine.ended(await engine.startRun({ agent }));
    assert.equal(run.status, 'completed', run.errorMessage ?? '');
    const rows = await queryRows<{ source: string; cost: string; reserved: string }>(
      engine,
      `SELECT u.source, u.cost_micro_usd AS cost, (SELECT micro_usd FROM budget_reservation r
        WHERE r.run_id = u.run_id AND r.status = 'lost') AS reserved
       FROM usage u WHERE u.run_id = $1 ORDER BY u.created_at`,
      [run.id],
    );
    assert.deepEqual(
      rows.map((row) => row.source),
      ['estimated', 'reported'],
    );
    assert.equal(rows[0]?.cost, rows[0]?.reserved);
    assert.ok(Number(rows[0]?.cost) > 100);
    await assertSettled(agent.agentId);
  });

  const part = { index: 0, delta: { content: 'Tokens were written' }, finish_reason: null };
  const brokenStream = [{ choices: [part] }, { error: { message: 'upstream broke', code: 502 } }]
    .map((data) => `data: ${JSON.stringify(data)}\n\n`)
    .join('');
  const LOST: Readonly<Record<string, object>> = {
    'an error in the middle of a stream': { rawBody: brokenStream, contentType: 'text/event-stream' },
    'a gateway that stopped waiting': { status: 504 },
    'an answer that ended with an error': { text: 'Half of it', finishReason: 'error' },
  };
  for (const [name, attempt] of Object.entries(LOST)) {
    it(`charge what the provider may have served: ${name}`, async () => {
      const modelId = await scriptModel({ turns: [[attempt, { text: 'Whole.', usage: { cost: 0.0001 } }]] });
      const agent = await briefing(modelId);
      const run = await engine.ended(await engine.startRun({ agent }));
      assert.equal(run.status, 'completed', run.errorMessage ?? '');
      const rows = await chargesOf(run.id);
      assert.deepEqual(
        rows.map(({ source, status }) => [source, status]),
        [
          ['estimated', 'lost'],
          ['reported', 'settled'],
        ],
      );
      assert.equal(rows[0]?.cost, rows[0]?.reserved);
      await assertSettled(agent.agentId);
    });
  }

  it('charge at the reserved maximum what the provider does not count, also what calls tools', async () => {
    const modelId = await scriptModel({
      turns: [
        { toolCalls: [STATS], usage: null },
        { text: 'Done.', usage: { prompt_tokens: 0, completion_tokens: 0 } },
      ],
    });
    const agent = await briefing(modelId);
    const run = await engine.ended(await engine.startRun({ agent }));
    assert.equal(run.status, 'completed', run.errorMessage ?? '');
    const rows = await chargesOf(run.id);
    assert.deepEqual(
      rows.map(({ source, status }) => [source, status]),
      [
        ['estimated', 'settled'],
        ['estimated', 'settled'],
      ],
    );
    for (const row of rows) assert.deepEqual([row.cost, row.output], [row.reserved, 1000]);
    await assertSettled(agent.agentId);
  });

  it('keep in the timeline which models failed before there was no room for the next', async () => {
    const quota = { error: { message: 'You are out of credit', code: 'insufficient_quota' } };
    const broken = { rawBody: `data: ${JSON.stringify(quota)}\n\n`, contentType: 'text/event-stream' };
    const first = await scriptModel({ turns: [broken] });
    const second = await scriptModel({ turns: [{ text: 'From the second.' }] });
    const agent = await briefing(first, {
      model: { modelId: first, fallbackModels: [second], maxTokens: 1000 },
    });
    // Room for one call at its most, and not for two.
    await cap(agent.agentId, { dayMicroUsd: 1_700 });
    const id = await engine.startRun({ agent });
    assert.equal((await engine.reaches(id, ['waiting'])).waitingFor, 'budget');
    const entries = await queryRows<{ what: string }>(
      engine,
      `SELECT coalesce(entry->>'event', kind) AS what FROM log_entry WHERE run_id = $1 ORDER BY seq DESC LIMIT 4`,
      [id],
    );
    assert.deepEqual(entries.map(({ what }) => what).reverse(), [
      'failover',
      'budget_exceeded',
      'state_changed',
      'budget_alert',
    ]);
    await engine.database.transact(engine.organizationId, (store) => store.runs.requestCancel(id, 'test'));
    await engine.ended(id);
  });

  it('charge nothing for what the provider refused or put off', async () => {
    const modelId = await scriptModel({
      turns: [
        [
          { status: 429, headers: { 'retry-after-ms': '100' } },
          { text: 'Now.', usage: { cost: 0.0001 } },
        ],
      ],
    });
    const agent = await briefing(modelId);
    const run = await engine.ended(await engine.startRun({ agent }));
    assert.equal(run.status, 'completed', run.errorMessage ?? '');
    assert.equal(await assertSettled(agent.agentId), 100);
  });

  it('charge a call that a cancel broke off', async () => {
    const modelId = await scriptModel({ turns: [{ text: 'never', hang: 'before' }] });
    const agent = await briefing(modelId);
    const id = await engine.startRun({ agent });
    await until(async () => (await requestsOf(modelId)).length === 1, { what: 'the call' });
    await engine.database.transact(engine.organizationId, (store) => store.runs.requestCancel(id, 'test'));
    assert.equal((await engine.ended(id)).status, 'cancelled');
    await until(async () => (await sumsOf(agent.agentId)).reserved === '0', {
      what: 'the claim to be closed',
    });
    assert.ok((await assertSettled(agent.agentId)) > 0);
  });

  it('refuse a model whose price nobody knows, unless the organization allows it', async () => {
    const agent = await briefing('somebody/unheard-of');
    const refused = await engine.ended(await engine.startRun({ agent }));
    assert.equal(refused.status, 'rejected');
    assert.equal(refused.errorCode, 'price_unknown');
    assert.match(refused.errorMessage ?? '', /LLM_PRICES/);
    await cap(null, { allowUnpriced: true });
    const tried = await engine.ended(await engine.startRun({ agent }));
    assert.notEqual(tried.errorCode, 'price_unknown');
    await cap(null, {});
  });

  it('hold for the limit of a single run before the call that could exceed it', async () => {
    const modelId = await scriptModel({ turns: [{ text: 'Never asked.' }] });
    const agent = await briefing(modelId);
    const run = await engine.ended(await engine.startRun({ agent, limits: { maxCostMicroUsd: 50 } }));
    assert.equal(run.errorCode, 'limit_cost');
    assert.equal((await requestsOf(modelId)).length, 0);
  });

  it('count the messages of a day, and tell the model when there are no more', async () => {
    const modelId = await scriptModel({
      turns: [{ toolCalls: [SEND] }, { toolCalls: [SEND] }, { text: 'One sent.' }],
    });
    const agent = await engine.agent({
      spec: {
        model: { modelId },
        tools: { allow: ['send_message'] },
        autonomy: 'autonomous',
        enableAutopilot: true,
        maxMessagesPerDay: 1,
      },
    });
    const run = await engine.ended(await engine.startRun({ agent }));
    assert.equal(run.status, 'completed', run.errorMessage ?? '');
    const sent = await queryRows(engine, 'SELECT 1 FROM message WHERE run_id = $1', [run.id]);
    assert.equal(sent.length, 1);
    const last = (await requestsOf(modelId)).at(-1)?.body?.messages.at(-1)?.content ?? '';
    assert.match(last, /messages_per_day/);
  });

  it('tell of half, four fifths and all of a cap once each, of all when it stops a run', async () => {
    const usage = { cost: 0.005 };
    const modelId = await scriptModel({ turns: [{ text: 'Again.', usage }], afterLast: 'repeat' });
    const agent = await briefing(modelId);
    await queryRows(
      engine,
      `WITH ann AS (INSERT INTO person (id, email, name) VALUES (gen_random_uuid(), 'ann@example.test', 'Ann') RETURNING id)
       INSERT INTO member (id, organization_id, person_id, role) SELECT gen_random_uuid(), $1, id, 'owner' FROM ann`,
      [engine.organizationId],
    );
    await cap(agent.agentId, { monthMicroUsd: 20_500 });
    for (let i = 0; i < 6; i += 1) await engine.ended(await engine.startRun({ agent }));
    const alerts = await queryRows<{ percent: number }>(
      engine,
      `SELECT (entry->'data'->>'percent')::int AS percent FROM log_entry
       WHERE agent_id = $1 AND entry->>'event' = 'budget_alert' ORDER BY created_at`,
      [agent.agentId],
    );
    assert.deepEqual(
      alerts.map((row) => row.percent),
      [50, 80, 100],
    );
    const told = await queryRows<{ body: string }>(
      engine,
      `SELECT body FROM notification WHERE kind = 'budget.exhausted' AND dedupe_key LIKE 'budget:agent:' || $1 || ':%'`,
      [agent.agentId],
    );
    assert.equal(told.length, 1);
    assert.match(told[0]?.body ?? '', /stops runs.*\$0\.02 are spent/);
  });
});

/**
 * A hundred runs at once against a cap that has room for 37 calls, round after round, while workers die by SIGKILL.
 * `npm run chaos -- --full` plays two hundred rounds.
 */
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { budgetPeriods } from '../../domain/budget/periods.ts';
import { buildAgent, buildOrganization, type BuiltAgent } from '../support/builders.ts';
import { requestsOf, scriptModel } from '../support/demo-script.ts';
import { Engine } from '../support/engine.ts';
import { queryRows } from '../support/rows.ts';
import { until } from '../support/until.ts';

const FULL = process.argv.includes('--full');
const ROUNDS = FULL ? 200 : 5;
/** Rounds that are under way at a time, each in an organization of its own. */
const TOGETHER = 5;
const RUNS = 100;
const BATCH = 10;
const CALLS = 37;
/** What each answer costs: so many tokens at a micro-dollar each. */
const COST = 1_000;
const CAP = CALLS * COST;

interface Round {
  readonly organizationId: string;
  readonly agent: BuiltAgent;
  readonly modelId: string;
  /** The most that a call can cost, and what is reserved for it. */
  readonly worst: number;
}

describe('budgets while workers are killed', function () {
  this.timeout(FULL ? 14_400_000 : 2_400_000);
  let engine: Engine;
  /** Of the round that is waited for. */
  let state = '';

  before(async () => {
    const prices = Array.from(
      { length: ROUNDS },
      (_, number) => [`script-${nameOf(number)}`, PRICE] as const,
    );
    engine = await Engine.create({
      env: {
        LLM_MAX_CALLS_PER_ORGANIZATION: '1000',
        LLM_PRICES: JSON.stringify(Object.fromEntries(prices)),
        // Looking after hundreds of waiting runs every two seconds would be most of the work.
        RECONCILE_INTERVAL_MS: '15000',
      },
    });
  });
  after(() => engine.stop());

  const PRICE = { input: 0, cachedInput: 0, output: 1 };
  const nameOf = (number: number) => `budget-chaos-${number}`;

  async function begin(number: number): Promise<Round> {
    const { organizationId } = await buildOrganization(engine.testDatabase.system);
    const modelId = await scriptModel({
      id: nameOf(number),
      turns: [{ text: 'Done.', delayMs: 20, usage: { completion_tokens: COST } }],
      afterLast: 'repeat',
    });
    // Every second round reserves three times what a call costs, so that runs wait for what is given back.
    const worst = number % 2 === 0 ? COST : 3 * COST;
    const agent = await buildAgent(engine.testDatabase.system, organizationId, {
      kind: 'dashboard_briefing',
      spec: { model: { modelId, maxTokens: worst } },
    });
    await engine.database.transact(organizationId, async (store) => {
      const { timeZone } = await store.organization.get();
      const periods = budgetPeriods(new Date(), timeZone);
      await store.budgetSettings.lock(periods);
      await store.budgetSettings.put(agent.agentId, { ...NO_CAPS, dayMicroUsd: CAP }, periods);
    });
    // Few at a time: a transaction may take so long only.
    for (let made = 0; made < RUNS; made += BATCH)
      await engine.database.transact(organizationId, async (store) => {
        for (let i = 0; i < BATCH; i += 1) await store.runs.create(newRun(agent));
      });
    return { organizationId, agent, modelId, worst };
  }

  const NO_CAPS = {
    runMicroUsd: null,
    monthMicroUsd: null,
    runTokens: null,
    dayTokens: null,
    monthTokens: null,
  };
  const newRun = ({ agentId, versionId, kind }: BuiltAgent) => ({
    agentId,
    agentVersionId: versionId,
    kind,
    trigger: 'api' as const,
    input: {},
    goals: [],
    limits: {} as never,
  });

  /** Every run has ended, or waits for budget; nothing is reserved, and no other call has room. */
  async function isOver({ organizationId, worst }: Round): Promise<boolean> {
    const [row] = await queryRows<{ open: number; spent: number }>(
      engine,
      `SELECT (SELECT json_object_agg(k, n) FROM (SELECT concat_ws(':', status, waiting_for) AS k, count(*) AS n
          FROM run WHERE organization_id = $1 GROUP BY 1) AS r) AS runs, (SELECT sum(cost_micro_usd)::int FROM usage WHERE organization_id = $1) AS spent, (SELECT count(*)::int FROM run WHERE organization_id = $1
          AND (status IN ('queued', 'running') OR status = 'waiting' AND waiting_for <> 'budget'))
        + (SELECT count(*)::int FROM budget_reservation WHERE organization_id = $1 AND status = 'open')
        + (SELECT count(*)::int FROM outbox WHERE organization_id = $1 AND done_at IS NULL) AS open`,
      [organizationId],
    );
    state = JSON.stringify(row);
    return row?.open === 0 && row.spent + worst > CAP;
  }

  async function ledgers({ organizationId, agent }: Round) {
    const [sums] = await queryRows<Record<string, string>>(
      engine,
      `SELECT (SELECT sum(cost_micro_usd) FROM usage WHERE organization_id = $1) AS usage,
        (SELECT sum(cost_micro_usd) FROM run WHERE organization_id = $1) AS runs,
        (SELECT spent_micro_usd FROM budget_period WHERE scope = 'agent' AND period = 'day' AND scope_id = $2) AS agent_day,
        (SELECT spent_micro_usd FROM budget_period WHERE scope = 'agent' AND period = 'month' AND scope_id = $2) AS agent_month,
        (SELECT spent_micro_usd FROM budget_period WHERE scope = 'organization' AND period = 'day' AND scope_id = $1) AS organization_day,
        (SELECT spent_micro_usd FROM budget_period WHERE scope = 'organization' AND period = 'month' AND scope_id = $1) AS organization_month`,
      [organizationId, agent.agentId],
    );
    return sums ?? {};
  }

  async function check(round: Round) {
    const { organizationId, modelId } = round;
    const { usage, ...others } = await ledgers(round);
    for (const [name, sum] of Object.entries(others)) assert.equal(sum, usage, `${name} and usage differ`);
    const [counts] = await queryRows<Record<'reserved' | 'claims' | 'lost' | 'completed' | 'other', number>>(
      engine,
      `SELECT (SELECT sum(reserved_micro_usd)::int FROM budget_period WHERE organization_id = $1) AS reserved,
        (SELECT count(*)::int FROM budget_reservation WHERE organization_id = $1 AND status IN ('settled', 'lost')) AS claims,
        (SELECT count(*)::int FROM budget_reservation WHERE organization_id = $1 AND status = 'lost') AS lost,
        (SELECT count(*)::int FROM run WHERE organization_id = $1 AND status = 'completed') AS completed,
        (SELECT count(*)::int FROM run WHERE organization_id = $1 AND status NOT IN ('completed', 'rejected', 'waiting')) AS other`,
      [organizationId],
    );
    assert.ok(counts);
    assert.deepEqual([counts.reserved, counts.other], [0, 0]);
    const spent = Number(usage);
    assert.ok(spent <= CAP, `${spent} were spent of ${CAP}`);
    const calls = (await requestsOf(modelId)).length;
    assert.ok(calls <= counts.claims, `${calls} calls were begun under ${counts.claims} claims`);
    return { calls, lost: counts.lost, completed: counts.completed };
  }

  /** Ends a worker by SIGKILL now and then, and starts another. */
  async function killNowAndThen(isDone: () => boolean): Promise<number> {
    for (let kills = 0; ; kills += 1) {
      await sleep(3_000 + Math.random() * 6_000);
      if (isDone()) return kills;
      await engine.workersRunning()[0]?.kill();
      await engine.startWorker();
    }
  }

  it(`${ROUNDS} rounds of ${RUNS} runs against a cap of ${CALLS} calls: nothing is spent beyond it, all ledgers agree`, async () => {
    await engine.startWorker();
    await engine.startWorker();
    let over = false;
    const killer = killNowAndThen(() => over);
    const totals = { calls: 0, lost: 0, completed: 0 };
    try {
      for (let played = 0; played < ROUNDS; played += TOGETHER) {
        const rounds = await Promise.all(Array.from({ length: TOGETHER }, (_, i) => begin(played + i)));
        for (const round of rounds) {
          await until(() => isOver(round), {
            what: () => `all runs to end or to wait, and nothing to be left that a call could use: ${state}`,
            timeoutMs: 600_000,
            everyMs: 250,
          });
          const { calls, lost, completed } = await check(round);
          totals.calls += calls;
          totals.lost += lost;
          totals.completed += completed;
        }
      }
    } finally {
      over = true;
    }
    const kills = await killer;
    process.stdout.write(
      `      ${ROUNDS * RUNS} runs, ${totals.calls} model calls (${totals.lost} lost), ${totals.completed} completed, ` +
        `${kills} workers killed: 0 calls beyond a cap, 0 micro-dollars between the ledgers\n`,
    );
    assert.ok(kills > 0);
    assert.ok(totals.completed > 0);
  });
});

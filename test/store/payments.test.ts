/** A write of the journal that pays for a model call stands or falls with the payment, whatever happens meanwhile. */
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { DEFAULT_RUN_LIMITS } from '../../domain/run/limits.ts';
import { type Database, openDatabase } from '../../store/database.ts';
import { StaleJournal } from '../../store/journal.store.ts';
import { newId } from '../../store/new-id.ts';
import { buildAgent, type BuiltAgent, buildOrganization } from '../support/builders.ts';
import type { TestDatabase } from '../support/database.ts';
import { queryRows } from '../support/rows.ts';
import { createTestDatabase } from '../support/stack.ts';

const DAY = { day: '2026-11-22', month: '2026-11-01' };
const WORST = { inputTokens: 100, outputTokens: 50, costMicroUsd: 900, priceSource: 'list' as const };
const TAKEN = { costMicroUsd: 300, tokens: 70 };

describe('payments of the journal', () => {
  let testDatabase: TestDatabase;
  let database: Database;
  let organizationId: string;
  let agent: BuiltAgent;
  let other: Client;

  before(async () => {
    testDatabase = await createTestDatabase();
    database = await openDatabase({ url: testDatabase.app });
    other = new Client({ connectionString: testDatabase.superuser });
    await other.connect();
  });

  beforeEach(async () => {
    ({ organizationId } = await buildOrganization(testDatabase.system));
    agent = await buildAgent(testDatabase.system, organizationId, { kind: 'dashboard_briefing' });
  });

  after(async () => {
    await other.end();
    await database.close();
    await testDatabase.drop();
  });

  /** A running run with an open claim. */
  async function claimed() {
    const reservationId = newId();
    const runId = await database.transact(organizationId, async (store) => {
      const { id } = await store.runs.create({
        agentId: agent.agentId,
        agentVersionId: agent.versionId,
        kind: 'dashboard_briefing',
        trigger: 'api',
        input: {},
        goals: [],
        limits: DEFAULT_RUN_LIMITS,
      });
      const claim = { reservationId, runId: id, turn: 1, attempt: 1, model: 'demo', learning: false };
      const answer = await store.budgets.reserve({ ...claim, ...DAY, atOnce: 10, ...WORST });
      assert.equal(answer.result, 'reserved');
      await store.journal.record({ runId: id, from: ['queued'], change: { status: 'running' } });
      return id;
    });
    return { runId, reservationId };
  }

  const pay = ({ runId, reservationId }: { runId: string; reservationId: string }) =>
    database.transact(organizationId, (store) =>
      store.journal.record({ runId, payment: { reservationId, ...TAKEN }, change: { turns: 1 } }),
    );

  async function ledgers() {
    return queryRows<{ spent: string; reserved: string }>(
      { testDatabase },
      `SELECT DISTINCT spent_micro_usd AS spent, reserved_micro_usd AS reserved FROM budget_period WHERE organization_id = $1`,
      [organizationId],
    );
  }

  async function turnsOf(runId: string) {
    const [run] = await queryRows<{ turns: number }>(
      { testDatabase },
      'SELECT turns FROM run WHERE id = $1',
      [runId],
    );
    return run?.turns;
  }

  /** Pays while somebody holds the ledgers, does `meanwhile` to the run, and lets the ledgers go. */
  async function payBehind(
    claim: { runId: string; reservationId: string },
    meanwhile: string,
  ): Promise<PromiseSettledResult<unknown>> {
    await other.query('BEGIN');
    await other.query('SELECT 1 FROM budget_period WHERE organization_id = $1 FOR UPDATE', [organizationId]);
    const paying = Promise.allSettled([pay(claim)]);
    await untilWaiting();
    await queryRows({ testDatabase }, `UPDATE run SET ${meanwhile} WHERE id = $1`, [claim.runId]);
    await other.query('COMMIT');
    const [result] = await paying;
    return result;
  }

  async function untilWaiting(): Promise<void> {
    for (;;) {
      const waiting = await queryRows({ testDatabase }, 'SELECT 1 FROM pg_locks WHERE NOT granted');
      if (waiting.length > 0) return;
      await sleep(20);
    }
  }

  it('pays once, with what it bought', async () => {
    const claim = await claimed();
    assert.deepEqual(await pay(claim), []);
    assert.deepEqual(await ledgers(), [{ spent: '300', reserved: '0' }]);
    assert.equal(await turnsOf(claim.runId), 1);
  });

  it('writes nothing for a claim that was closed before', async () => {
    const claim = await claimed();
    await pay(claim);
    await assert.rejects(
      pay(claim),
      (error) => error instanceof StaleJournal && /closed/.test(error.message),
    );
    assert.deepEqual(await ledgers(), [{ spent: '300', reserved: '0' }]);
    assert.equal(await turnsOf(claim.runId), 1);
  });

  it('pays once when the run changes while it waits for the ledgers', async () => {
    const claim = await claimed();
    const result = await payBehind(claim, 'tainted = true, updated_at = now()');
    assert.equal(result.status, 'fulfilled');
    assert.deepEqual(await ledgers(), [{ spent: '300', reserved: '0' }]);
    assert.equal(await turnsOf(claim.runId), 1);
  });

  it('pays nothing when the run is cancelled while it waits for the ledgers', async () => {
    const claim = await claimed();
    const result = await payBehind(claim, 'cancel_requested_at = now()');
    assert.ok(result.status === 'rejected' && result.reason instanceof StaleJournal, JSON.stringify(result));
    assert.deepEqual(await ledgers(), [{ spent: '0', reserved: '900' }]);
    assert.equal(await turnsOf(claim.runId), 0);
  });

  it('says which caps have been reached, each share once', async () => {
    await queryRows(
      { testDatabase },
      'INSERT INTO budget (id, organization_id, day_micro_usd) VALUES ($1, $2, 1500)',
      [newId(), organizationId],
    );
    const percents: number[][] = [];
    for (let i = 0; i < 3; i += 1) percents.push((await pay(await claimed())).map((alert) => alert.percent));
    assert.deepEqual(percents, [[], [], [50]]);
  });
});

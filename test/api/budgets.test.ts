import assert from 'node:assert/strict';
import {
  agentBudgetPage,
  agentBudgetView,
  agentMetrics,
  organizationBudgetView,
  usageReport,
} from '../../domain/contracts/budgets.ts';
import { requireUuid, toPublicId } from '../../domain/ids.ts';
import { newId } from '../../store/new-id.ts';
import { startTestApi, type TestApi, type TestOrganization } from '../support/api-server.ts';
import { createWaitingRun } from '../support/api-rows.ts';
import { assertProblem } from '../support/problem.ts';

const ORGANIZATION = '/v1/budgets/organization';

describe('budgets over HTTP', () => {
  let api: TestApi;
  let own: TestOrganization;
  let agentId: string;

  before(async () => {
    api = await startTestApi();
    own = await api.createOrganization();
    agentId = await api.createAgent(own.id);
  });
  after(() => api.stop());

  const put = (path: string, body: unknown, etag?: string, key = own.key) =>
    api.request('PUT', path, { key, body, headers: etag === undefined ? {} : { 'if-match': etag } });
  const etagOf = async (path: string): Promise<string> => {
    const answer = await api.get(path, own.key);
    return answer.headers.get('etag') ?? '';
  };

  it('begin without caps, with the period and what is spent in it', async () => {
    const budget = (await api.get(ORGANIZATION, own.key)).as(organizationBudgetView);
    assert.equal(budget.caps.dayMicroUsd, null);
    assert.equal(budget.caps.allowUnpriced, false);
    assert.equal(budget.day.spentMicroUsd, 0);
    assert.ok(new Date(budget.day.endsAt) > new Date());
    assert.equal(budget.updatedAt, null);
  });

  it('are set as a whole, audited, and read back', async () => {
    const answer = await put(
      ORGANIZATION,
      { dayMicroUsd: 5_000_000, allowUnpriced: true },
      await etagOf(ORGANIZATION),
    );
    const set = answer.as(organizationBudgetView);
    assert.deepEqual(
      [set.caps.dayMicroUsd, set.caps.monthMicroUsd, set.caps.allowUnpriced],
      [5_000_000, null, true],
    );
    assert.equal(answer.headers.get('etag'), await etagOf(ORGANIZATION));
    const audited = await api.sql<{ action: string }>(
      "SELECT action FROM audit_entry WHERE organization_id = $1 AND action = 'budget.updated'",
      [own.id],
    );
    assert.equal(audited.length, 1);
    const path = `/v1/budgets/agents/${agentId}`;
    const agent = (await put(path, { monthTokens: 1_000 }, await etagOf(path))).as(agentBudgetView);
    assert.equal(agent.caps.monthTokens, 1_000);
    const page = (await api.get('/v1/budgets', own.key)).as(agentBudgetPage);
    assert.deepEqual(
      page.data.map((row) => [row.agentId, row.caps.monthTokens]),
      [[agentId, 1_000]],
    );
  });

  it('are never overwritten unseen', async () => {
    assertProblem(await put(ORGANIZATION, {}), 'precondition_required');
    assertProblem(await put(ORGANIZATION, {}, '"none"'), 'precondition_failed');
  });

  for (const [what, body, pointer] of [
    ['a negative cap', { dayMicroUsd: -1 }, '/dayMicroUsd'],
    ['a fraction of a micro-dollar', { runMicroUsd: 1.5 }, '/runMicroUsd'],
    ['a cap as text', { dayTokens: '100' }, '/dayTokens'],
    ['a cap beyond all money', { monthMicroUsd: 1e15 }, '/monthMicroUsd'],
    ['an unknown field', { weekMicroUsd: 5 }, '/weekMicroUsd'],
  ] as const) {
    it(`refuse ${what} and name the field`, async () => {
      const answer = await put(ORGANIZATION, body, await etagOf(ORGANIZATION));
      assertProblem(answer, 'invalid_request', [pointer]);
    });
  }

  it('refuse caps of the organization on an agent', async () => {
    const path = `/v1/budgets/agents/${agentId}`;
    const answer = await put(path, { allowUnpriced: true }, await etagOf(path));
    assertProblem(answer, 'invalid_request', ['/allowUnpriced']);
  });

  it('are written by owners and admins only, and read by every member', async () => {
    for (const role of ['approver', 'member', 'viewer'] as const) {
      const key = await api.createKey(own.id, { role });
      assert.equal((await api.get(ORGANIZATION, key)).status, 200);
      assertProblem(await put(ORGANIZATION, {}, '*', key), 'forbidden');
    }
    const admin = await api.createKey(own.id, { role: 'admin' });
    assert.equal((await put(ORGANIZATION, { dayMicroUsd: 1 }, '*', admin)).status, 200);
  });

  it('of another organization are not found', async () => {
    const other = await api.createOrganization('Other');
    assertProblem(await api.get(`/v1/budgets/agents/${agentId}`, other.key), 'not_found');
    assertProblem(await put(`/v1/budgets/agents/${agentId}`, {}, '*', other.key), 'not_found');
    assertProblem(await api.get(`/v1/usage?agentId=${agentId}`, other.key), 'not_found');
    assertProblem(await api.get(`/v1/agents/${agentId}/metrics`, other.key), 'not_found');
  });

  describe('what was spent', () => {
    let organization: TestOrganization;
    let reporter: string;
    const DAYS = ['2026-03-28', '2026-03-29', '2026-03-29', '2026-03-30'];

    before(async () => {
      organization = await api.createOrganization('Spender');
      reporter = await api.createAgent(organization.id);
      const id = requireUuid('agent', reporter);
      for (const [i, day] of DAYS.entries()) await spend(id, day, i % 2 === 0 ? 'gpt-4o' : 'demo', 100 + i);
    });

    async function spend(agent: string, day: string, model: string, cost: number): Promise<void> {
      const [run, log] = [newId(), newId()];
      await api.sql(
        `INSERT INTO run (id, organization_id, agent_id, agent_version_id, kind, trigger, status, input, goals, limits, trace_id,
           queued_at, started_at, finished_at, cost_micro_usd)
         SELECT $1, $2, $3, current_version_id, kind, 'api', 'completed', '{}', '{}', '{}', 'trace',
           ($4 || ' 12:00')::timestamp AT TIME ZONE 'Europe/Berlin', ($4 || ' 12:00')::timestamp AT TIME ZONE 'Europe/Berlin',
           ($4 || ' 12:00:02')::timestamp AT TIME ZONE 'Europe/Berlin', $5 FROM agent WHERE id = $3`,
        [run, organization.id, agent, day, cost],
      );
      await api.sql(
        `INSERT INTO log_entry (id, organization_id, run_id, agent_id, seq, kind, entry, span_id, duration_ms)
         VALUES ($1, $2, $3, $4, 1, 'llm_generation', '{"kind":"llm_generation"}', 'span', 40)`,
        [log, organization.id, run, agent],
      );
      await api.sql(
        `INSERT INTO usage (id, organization_id, run_id, agent_id, log_entry_id, provider, model, input_tokens, cached_tokens,
           output_tokens, reasoning_tokens, cost_micro_usd, price_source, source, day)
         VALUES ($1, $2, $3, $4, $5, 'demo', $6, 10, 2, 5, 0, $7, 'demo', 'reported', $8)`,
        [newId(), organization.id, run, agent, log, model, cost, day],
      );
    }

    const usage = async (query: string) =>
      (await api.get(`/v1/usage?${query}`, organization.key)).as(usageReport);

    it('is added up by what was asked for, and the sums agree', async () => {
      const period = 'from=2026-03-01&to=2026-04-01';
      const byDay = await usage(`${period}&groupBy=day`);
      assert.deepEqual(
        byDay.data.map(({ day, calls, costMicroUsd }) => [day, calls, costMicroUsd]),
        [
          ['2026-03-28', 1, 100],
          ['2026-03-29', 2, 203],
          ['2026-03-30', 1, 103],
        ],
      );
      const byModel = await usage(`${period}&groupBy=agent,model`);
      assert.deepEqual(
        byModel.data.map(({ agentId: agent, model, costMicroUsd }) => [agent, model, costMicroUsd]).sort(),
        [
          [reporter, 'demo', 204],
          [reporter, 'gpt-4o', 202],
        ],
      );
      for (const report of [byDay, byModel]) assert.equal(report.total.costMicroUsd, 406);
    });

    it('leaves out the last day of the period', async () => {
      assert.equal((await usage('from=2026-03-28&to=2026-03-29&groupBy=kind')).total.calls, 1);
    });

    for (const [query, pointer] of [
      ['from=2026-04-01&to=2026-03-01', '/to'],
      ['from=2020-01-01&to=2026-01-01', '/to'],
      ['from=yesterday', '/from'],
      ['groupBy=colour', '/groupBy/0'],
    ] as const) {
      it(`refuses ?${query} and names the field`, async () => {
        assertProblem(await api.get(`/v1/usage?${query}`, organization.key), 'invalid_request', [pointer]);
      });
    }

    it('stands in the metrics of the agent, with runs and durations', async () => {
      const path = `/v1/agents/${reporter}/metrics?from=2026-03-01&to=2026-04-01`;
      const metrics = (await api.get(path, organization.key)).as(agentMetrics);
      assert.deepEqual(
        metrics.days.map(({ day, runs, completed, costMicroUsd }) => [day, runs, completed, costMicroUsd]),
        [
          ['2026-03-28', 1, 1, 100],
          ['2026-03-29', 2, 2, 203],
          ['2026-03-30', 1, 1, 103],
        ],
      );
      assert.deepEqual(metrics.runMs, { p50: 2_000, p95: 2_000 });
      assert.deepEqual(metrics.models.map(({ model, durationMs }) => [model, durationMs.p50]).sort(), [
        ['demo', 40],
        ['gpt-4o', 40],
      ]);
      assert.deepEqual(metrics.approvals, {
        asked: 0,
        pending: 0,
        waitMs: { p50: null, p95: null },
        tools: [],
        models: [],
      });
    });

    it('says of each day how long its runs took and people needed to decide', async () => {
      const { runId, approvalId } = await createWaitingRun(api, organization.id);
      // Half an hour before midnight in Berlin, asked after it.
      const [run] = await api.sql<{ agent_id: string }>(
        `UPDATE run SET status = 'completed', waiting_for = NULL, waited_ms = 60000, queued_at = '2026-03-29T21:30Z',
           started_at = '2026-03-29T21:30Z', finished_at = '2026-03-29T21:31:05Z' WHERE id = $1 RETURNING agent_id`,
        [requireUuid('run', runId)],
      );
      await api.sql(
        `UPDATE approval SET status = 'approved', created_at = '2026-03-29T22:10Z', decided_at = '2026-03-29T22:11:30Z'
         WHERE id = $1`,
        [requireUuid('approval', approvalId)],
      );
      const id = toPublicId('agent', run?.agent_id ?? '');
      const path = `/v1/agents/${id}/metrics?from=2026-03-01&to=2026-04-01`;
      const { days, approvals } = (await api.get(path, organization.key)).as(agentMetrics);
      assert.deepEqual(
        days.map(({ day, runs, runMs, approvals: { asked: count, waitMs } }) => [
          day,
          runs,
          runMs.p95,
          count,
          waitMs.p50,
        ]),
        [
          ['2026-03-29', 1, 5_000, 0, null],
          ['2026-03-30', 0, null, 1, 90_000],
        ],
      );
      const waitMs = { p50: 90_000, p95: 90_000 };
      assert.deepEqual(approvals, {
        asked: 1,
        pending: 0,
        waitMs,
        tools: [{ toolName: 'send_message', asked: 1, waitMs }],
        models: [{ model: null, asked: 1, waitMs }],
      });
    });

    it('counts neither waits that nobody ended nor calls that were not carried out', async () => {
      const { runId, approvalId } = await createWaitingRun(api, organization.id);
      await api.sql(
        `UPDATE approval SET status = 'cancelled', created_at = '2026-03-29T22:10Z', decided_at = '2026-03-30T22:10Z'
         WHERE id = $1`,
        [requireUuid('approval', approvalId)],
      );
      const generation = { kind: 'llm_generation', turn: 1, model: 'gpt-4o' };
      const call = { kind: 'tool_call', toolName: 'send_message', turn: 1 };
      const statuses = ['succeeded', 'failed', 'unknown', 'denied', 'skipped', 'rejected', 'invalid'];
      const calls = [...statuses.map((status) => ({ status })), { status: 'succeeded', replayed: true }];
      const entries = [generation, ...calls.map((facts) => ({ ...call, ...facts }))];
      let agentId = '';
      for (const [seq, entry] of entries.entries()) {
        const [row] = await api.sql<{ agent_id: string }>(
          `INSERT INTO log_entry (id, organization_id, run_id, agent_id, seq, kind, entry, span_id, duration_ms, created_at)
           SELECT $1, organization_id, id, agent_id, $3, $4::jsonb->>'kind', $4::jsonb, 'x', 10, '2026-03-29T22:10Z'
           FROM run WHERE id = $2 RETURNING agent_id`,
          [newId(), requireUuid('run', runId), 1_000 + seq, JSON.stringify(entry)],
        );
        agentId = toPublicId('agent', row?.agent_id ?? '');
      }
      const path = `/v1/agents/${agentId}/metrics?from=2026-03-01&to=2026-04-01`;
      const { approvals, tools, days } = (await api.get(path, organization.key)).as(agentMetrics);
      const waitMs = { p50: null, p95: null };
      assert.deepEqual(approvals.waitMs, waitMs);
      assert.deepEqual(days[0]?.approvals, { asked: 1, waitMs });
      assert.deepEqual(approvals.models, [{ model: 'gpt-4o', asked: 1, waitMs }]);
      assert.deepEqual(tools, [
        { toolName: 'send_message', calls: 3, failed: 2, durationMs: { p50: 10, p95: 10 } },
      ]);
    });
  });
});

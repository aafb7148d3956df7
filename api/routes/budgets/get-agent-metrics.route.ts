/** GET /v1/agents/{id}/metrics: how an agent's runs went, what they cost, how long they and people took. */
import { agentMetrics, metricsQuery } from '../../../domain/contracts/budgets.ts';
import type { Store } from '../../../store/database.ts';
import type { DayRange, RunCounts, Spread, UsageSums } from '../../../store/usage-queries.ts';
import { idParams } from '../../path-id.ts';
import { defineRoute } from '../../route.ts';
import { invalidRequest } from '../../validation/parse.ts';
import { agentOrRefuse } from '../agents/agent-or-refuse.ts';
import { dayRange, periodsNow } from './budget.presenter.ts';
import { total } from './get-usage.route.ts';

export const getAgentMetrics = defineRoute({
  method: 'get',
  path: '/v1/agents/{id}/metrics',
  summary: 'Read how an agent does',
  description:
    "Days are those of the organization's time zone, `to` is the first that is left out; by default the last 30 days. " +
    'Dry runs count: they cost what they cost.',
  permission: 'budgets:read',
  params: idParams('agent'),
  query: metricsQuery,
  status: 200,
  response: agentMetrics,

  async handle({ params, query, transact }) {
    return transact(async (store) => {
      const { agent } = await agentOrRefuse(store, params.id);
      const { timeZone } = await store.organization.get();
      const range = dayRange(query, (await periodsNow(store)).day);
      if ('problem' in range) throw invalidRequest('query', [{ pointer: '/to', message: range.problem }]);
      return { body: { ...range, timeZone, ...(await measure(store, agent.id, range, timeZone)) } };
    });
  },
});

async function measure(store: Store, agentId: string, range: DayRange, timeZone: string) {
  const { usageQueries } = store;
  const models = await usageQueries.models(agentId, range);
  const tools = await usageQueries.tools(agentId, range, timeZone);
  return {
    days: await days(store, agentId, range, timeZone),
    models: models.map(({ p50, p95, ...row }) => ({ ...row, durationMs: { p50, p95 } })),
    failures: await usageQueries.failures(agentId, range, timeZone),
    tools: tools.map(({ p50, p95, ...row }) => ({ ...row, durationMs: { p50, p95 } })),
    runMs: await usageQueries.runMs(agentId, range, timeZone),
    approvals: await waits(store, agentId, range, timeZone),
  };
}

async function waits({ usageQueries }: Store, agentId: string, range: DayRange, timeZone: string) {
  const { asked, pending, ...waitMs } = await usageQueries.approvals(agentId, range, timeZone);
  const tools = await usageQueries.approvalTools(agentId, range, timeZone);
  const models = await usageQueries.approvalModels(agentId, range, timeZone);
  return {
    asked,
    pending,
    waitMs: waitMs satisfies Spread,
    tools: tools.map((row) => ({ toolName: row.group ?? '', asked: row.asked, waitMs: spreadOf(row) })),
    models: models.map((row) => ({ model: row.group, asked: row.asked, waitMs: spreadOf(row) })),
  };
}

const NO_RUNS: RunCounts = { runs: 0, completed: 0, failed: 0, cancelled: 0, rejected: 0 };
const NOTHING: UsageSums = total([]);
const UNMEASURED: Spread = { p50: null, p95: null };

/** Days on which a run was queued, a model call paid or somebody asked for approval. */
async function days({ usageQueries }: Store, agentId: string, range: DayRange, timeZone: string) {
  const runs = byDay(await usageQueries.runDays(agentId, range, timeZone));
  const paid = byDay(await usageQueries.sums(['day'], range, agentId, 1_000));
  const asked = byDay(await usageQueries.approvalDays(agentId, range, timeZone));
  const all = [...new Set([...runs.keys(), ...paid.keys(), ...asked.keys()])].sort();
  return all.map((day) => ({
    day,
    ...countsOf(runs.get(day) ?? NO_RUNS),
    ...sumsOf(paid.get(day) ?? NOTHING),
    runMs: spreadOf(runs.get(day)),
    approvals: { asked: asked.get(day)?.asked ?? 0, waitMs: spreadOf(asked.get(day)) },
  }));
}

function byDay<Row extends { readonly day: string | null }>(rows: readonly Row[]): Map<string, Row> {
  return new Map(rows.map((row) => [row.day ?? '', row]));
}

function countsOf({ runs, completed, failed, cancelled, rejected }: RunCounts): RunCounts {
  return { runs, completed, failed, cancelled, rejected };
}

function sumsOf(row: UsageSums): UsageSums {
  return total([row]);
}

function spreadOf({ p50, p95 }: Spread = UNMEASURED): Spread {
  return { p50, p95 };
}

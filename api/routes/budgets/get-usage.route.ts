/** GET /v1/usage: what the organization's model calls cost, added up by agent, kind, model and day. */
import { usageQuery, usageReport } from '../../../domain/contracts/budgets.ts';
import { requireUuid, toPublicId } from '../../../domain/ids.ts';

import type { UsageRow, UsageSums } from '../../../store/usage-queries.ts';
import { defineRoute } from '../../route.ts';
import { invalidRequest } from '../../validation/parse.ts';
import { agentOrRefuse } from '../agents/agent-or-refuse.ts';
import { dayRange, periodsNow } from './budget.presenter.ts';

const MOST_ROWS = 5_000;

export const getUsage = defineRoute({
  method: 'get',
  path: '/v1/usage',
  summary: 'Add up what was spent',
  description:
    "Days are those of the organization's time zone, `to` is the first that is left out; by default the last 30 days. " +
    'The sum over all rows is what the runs, the agents and the budgets say.',
  permission: 'budgets:read',
  query: usageQuery,
  status: 200,
  response: usageReport,

  async handle({ query, transact }) {
    return transact(async (store) => {
      const { timeZone } = await store.organization.get();
      const range = dayRange(query, (await periodsNow(store)).day);
      if ('problem' in range) throw invalidRequest('query', [{ pointer: '/to', message: range.problem }]);
      const agentId = query.agentId === undefined ? undefined : requireUuid('agent', query.agentId);
      if (agentId !== undefined) await agentOrRefuse(store, agentId);
      const rows = await store.usageQueries.sums(query.groupBy, range, agentId, MOST_ROWS + 1);
      if (rows.length > MOST_ROWS) {
        const message = `makes more than ${MOST_ROWS} rows; group by less or shorten the period`;
        throw invalidRequest('query', [{ pointer: '/groupBy', message }]);
      }
      return { body: { ...range, timeZone, data: rows.map(presentRow), total: total(rows) } };
    });
  },
});

function presentRow({ day, agentId, agentName, kind, model, ...sums }: UsageRow) {
  return {
    ...(day === null ? {} : { day }),
    ...(agentId === null ? {} : { agentId: toPublicId('agent', agentId) }),
    ...(agentName === null ? {} : { agentName }),
    ...(kind === null ? {} : { kind }),
    ...(model === null ? {} : { model }),
    ...sums,
  };
}

export function total(rows: readonly UsageSums[]): UsageSums {
  const sum = (of: (row: UsageSums) => number): number => rows.reduce((all, row) => all + of(row), 0);
  return {
    calls: sum((row) => row.calls),
    inputTokens: sum((row) => row.inputTokens),
    cachedTokens: sum((row) => row.cachedTokens),
    outputTokens: sum((row) => row.outputTokens),
    costMicroUsd: sum((row) => row.costMicroUsd),
    estimatedMicroUsd: sum((row) => row.estimatedMicroUsd),
  };
}

/** Budgets and what was spent. */
import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import type {
  agentBudgetPage,
  AgentBudgetView,
  AgentMetrics,
  OrganizationBudgetView,
  UsageGroup,
  UsageReport,
} from '../../../domain/contracts/budgets.ts';
import { ask } from './client.ts';

const ORGANIZATION = '/v1/budgets/organization';
const KEY = ['budgets'];

/** Every cap as a form holds it; undefined is none. */
export type Caps = Partial<Record<CapName, number | null>> & { readonly allowUnpriced?: boolean };
export type CapName =
  | 'runMicroUsd'
  | 'dayMicroUsd'
  | 'monthMicroUsd'
  | 'runTokens'
  | 'dayTokens'
  | 'monthTokens'
  | 'learningMonthMicroUsd';

export const organizationBudgetQuery = queryOptions({
  queryKey: [...KEY, 'organization'],
  queryFn: ({ signal }) => ask<OrganizationBudgetView>(ORGANIZATION, { signal }),
});

export const agentBudgetQuery = (agentId: string) =>
  queryOptions({
    queryKey: [...KEY, 'agent', agentId],
    queryFn: ({ signal }) => ask<AgentBudgetView>(`/v1/budgets/agents/${agentId}`, { signal }),
  });

export const agentBudgetsQuery = infiniteQueryOptions({
  queryKey: [...KEY, 'agents'],
  queryFn: async ({ signal, pageParam }) => {
    const cursor = pageParam === '' ? '' : `&cursor=${encodeURIComponent(pageParam)}`;
    return (await ask<z.output<typeof agentBudgetPage>>(`/v1/budgets?limit=50${cursor}`, { signal })).data;
  },
  initialPageParam: '',
  getNextPageParam: (page) => page.nextCursor ?? undefined,
});

export const usageQuery = (by: UsageGroup) =>
  queryOptions({
    queryKey: [...KEY, 'usage', by],
    queryFn: async ({ signal }) => (await ask<UsageReport>(`/v1/usage?groupBy=${by}`, { signal })).data,
  });

export const agentMetricsQuery = (agentId: string) =>
  queryOptions({
    queryKey: ['agent-metrics', agentId],
    queryFn: async ({ signal }) =>
      (await ask<AgentMetrics>(`/v1/agents/${agentId}/metrics`, { signal })).data,
  });

/** Sets all caps of an agent, or of the organization when none is named. */
export function useSetBudget(agentId: string | null) {
  const client = useQueryClient();
  const path = agentId === null ? ORGANIZATION : `/v1/budgets/agents/${agentId}`;
  return useMutation({
    mutationFn: async ({ caps, etag }: { readonly caps: Caps; readonly etag: string }) =>
      (await ask<unknown>(path, { method: 'PUT', body: caps, headers: { 'if-match': etag } })).data,
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
}

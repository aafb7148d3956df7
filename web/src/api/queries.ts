/** What the pages read. Lists are asked again every five seconds while the tab is visible. */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { type Answer, ask, get, withQuery } from './client.ts';
import type {
  AgentPage,
  AgentView,
  ApprovalCounts,
  ApprovalPage,
  ApprovalSources,
  ApprovalView,
  DemoView,
  KindList,
  OrganizationView,
  PromptView,
  RunPage,
  RunView,
  ToolList,
} from './types.ts';

const POLL_MS = 5000;
/** Registries change with a deploy only. */
const REGISTRY_MS = 10 * 60 * 1000;

export type Filters = Readonly<Record<string, string | undefined>>;

export const organizationQuery = queryOptions({
  queryKey: ['organization'],
  queryFn: ({ signal }) => get<OrganizationView>('/v1/organizations/current', signal),
  staleTime: 60_000,
});

export const kindsQuery = queryOptions({
  queryKey: ['kinds'],
  queryFn: ({ signal }) => get<KindList>('/v1/kinds', signal),
  staleTime: REGISTRY_MS,
  select: (list) => list.data,
});

export const toolsQuery = queryOptions({
  queryKey: ['tools'],
  queryFn: ({ signal }) => get<ToolList>('/v1/tools', signal),
  staleTime: REGISTRY_MS,
  select: (list) => list.data,
});

export const demoQuery = queryOptions({
  queryKey: ['demo'],
  queryFn: ({ signal }) => get<DemoView>('/v1/demo', signal),
  retry: false,
  staleTime: Infinity,
});

export function agentsQuery(filters: Filters) {
  return infiniteQueryOptions({
    queryKey: ['agents', filters],
    queryFn: ({ pageParam, signal }) =>
      get<AgentPage>(withQuery('/v1/agents', { ...filters, limit: 60, cursor: pageParam }), signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    refetchInterval: POLL_MS,
  });
}

/** An agent together with the ETag an edit must name. */
export function agentQuery(agentId: string) {
  return queryOptions({
    queryKey: ['agent', agentId],
    queryFn: async ({ signal }): Promise<Answer<AgentView>> =>
      ask<AgentView>(`/v1/agents/${agentId}`, { signal }),
  });
}

export function runsQuery(filters: Filters) {
  return infiniteQueryOptions({
    queryKey: ['runs', filters],
    queryFn: ({ pageParam, signal }) =>
      get<RunPage>(withQuery('/v1/runs', { ...filters, limit: 50, cursor: pageParam }), signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    refetchInterval: POLL_MS,
  });
}

export function runQuery(runId: string) {
  return queryOptions({
    queryKey: ['run', runId],
    queryFn: ({ signal }) => get<RunView>(`/v1/runs/${runId}`, signal),
  });
}

export function promptQuery(runId: string) {
  return queryOptions({
    queryKey: ['prompt', runId],
    queryFn: ({ signal }) => get<PromptView>(`/v1/runs/${runId}/prompt`, signal),
    staleTime: Infinity,
    retry: 1,
  });
}

export function approvalsQuery(filters: Filters) {
  return infiniteQueryOptions({
    queryKey: ['approvals', filters],
    queryFn: ({ pageParam, signal }) =>
      get<ApprovalPage>(withQuery('/v1/approvals', { ...filters, limit: 50, cursor: pageParam }), signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    refetchInterval: POLL_MS,
  });
}

export const approvalCountsQuery = queryOptions({
  queryKey: ['approvals', 'counts'],
  queryFn: ({ signal }) => get<ApprovalCounts>('/v1/approvals/counts', signal),
  refetchInterval: POLL_MS,
});

export function approvalQuery(approvalId: string) {
  return queryOptions({
    queryKey: ['approval', approvalId],
    queryFn: ({ signal }) => get<ApprovalView>(`/v1/approvals/${approvalId}`, signal),
  });
}

/** What it had read when it asked stays what it was. */
export function approvalSourcesQuery(approvalId: string) {
  return queryOptions({
    queryKey: ['approval-sources', approvalId],
    queryFn: ({ signal }) => get<ApprovalSources>(`/v1/approvals/${approvalId}/sources`, signal),
    staleTime: Infinity,
  });
}

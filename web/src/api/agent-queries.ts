/** What the pages of one agent read beside the agent itself. */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import type {
  agentVersionPage,
  fieldChangeView,
  templateDiffView,
  versionDiffView,
} from '../../../domain/contracts/agent-versions.ts';
import type { schedulePage, scheduleView } from '../../../domain/contracts/schedules.ts';
import { get, withQuery } from './client.ts';
import type { SkillChoice } from './types.ts';

/** What the pages of an agent show of a skill. */
export interface SkillText extends SkillChoice {
  readonly description: string;
}
export type FieldChange = z.output<typeof fieldChangeView>;
export type ScheduleView = z.output<typeof scheduleView>;
export type VersionPage = z.output<typeof agentVersionPage>;
export type VersionHead = VersionPage['data'][number];
type VersionDiff = z.output<typeof versionDiffView>;
type TemplateDiff = z.output<typeof templateDiffView>;

export function versionsQuery(agentId: string) {
  return infiniteQueryOptions({
    queryKey: ['agent', agentId, 'versions'],
    queryFn: ({ pageParam, signal }) =>
      get<VersionPage>(withQuery(`/v1/agents/${agentId}/versions`, { limit: 50, cursor: pageParam }), signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });
}

/** Versions never change, so neither does what differs between two. */
export function versionDiffQuery(agentId: string, from: string, to: string) {
  return queryOptions({
    queryKey: ['version-diff', agentId, from, to],
    queryFn: ({ signal }) =>
      get<VersionDiff>(withQuery(`/v1/agents/${agentId}/versions/diff`, { from, to }), signal),
    staleTime: Infinity,
  });
}

export function templateDiffQuery(agentId: string) {
  return queryOptions({
    queryKey: ['agent', agentId, 'template-diff'],
    queryFn: ({ signal }) => get<TemplateDiff>(`/v1/agents/${agentId}/template-diff`, signal),
  });
}

export function schedulesQuery(agentId: string) {
  return queryOptions({
    queryKey: ['agent', agentId, 'schedules'],
    queryFn: ({ signal }) =>
      get<z.output<typeof schedulePage>>(withQuery(`/v1/agents/${agentId}/schedules`, { limit: 50 }), signal),
    select: (page) => page.data,
  });
}

/** Skills that an agent may have: the organization's own and the platform's. */
export const skillChoicesQuery = queryOptions({
  queryKey: ['skills', 'choices'],
  queryFn: ({ signal }) => get<{ data: SkillText[] }>(withQuery('/v1/skills', { limit: 200 }), signal),
  select: (page) => page.data,
  retry: false,
});

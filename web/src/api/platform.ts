/** The platform area: what its staff reads and changes. */
import { infiniteQueryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import type {
  platformOrganizationPage,
  SystemAgentView,
  systemAgentPage,
} from '../../../domain/contracts/platform.ts';
import { ask, get, withQuery } from './client.ts';

export type { PlatformOrganizationView, SystemAgentView } from '../../../domain/contracts/platform.ts';

export const systemAgentsQuery = infiniteQueryOptions({
  queryKey: ['platform', 'agents'],
  queryFn: ({ pageParam, signal }) =>
    get<z.output<typeof systemAgentPage>>(withQuery('/v1/platform/agents', { cursor: pageParam }), signal),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page) => page.nextCursor ?? undefined,
});

export const platformOrganizationsQuery = infiniteQueryOptions({
  queryKey: ['platform', 'organizations'],
  queryFn: ({ pageParam, signal }) =>
    get<z.output<typeof platformOrganizationPage>>(
      withQuery('/v1/platform/organizations', { cursor: pageParam }),
      signal,
    ),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page) => page.nextCursor ?? undefined,
});

interface SystemAgentEdit {
  readonly agent: SystemAgentView;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Saves against the revision that was shown, which is the agent's ETag. */
export function useSaveSystemAgent() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ agent, body }: SystemAgentEdit) =>
      ask<SystemAgentView>(`/v1/platform/agents/${agent.id}`, {
        method: 'PATCH',
        body,
        headers: { 'if-match': `"${String(agent.revision)}"` },
      }),
    onSuccess: () => client.invalidateQueries({ queryKey: systemAgentsQuery.queryKey }),
  });
}

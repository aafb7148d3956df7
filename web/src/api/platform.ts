/** The platform area: what its staff reads and changes. Errors are left to whoever asked. */
import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import type { auditPage } from '../../../domain/contracts/audit.ts';
import type {
  platformOrganizationPage,
  platformSkillPage,
  PlatformSkillView,
  SystemAgentView,
  systemAgentPage,
} from '../../../domain/contracts/platform.ts';
import { ask, get, withQuery } from './client.ts';
import type { SkillWords } from './skills.ts';
import type { KindList, ToolList } from './types.ts';

export type {
  PlatformOrganizationView,
  PlatformSkillView,
  SystemAgentView,
} from '../../../domain/contracts/platform.ts';
type AuditPage = z.output<typeof auditPage>;
export type PlatformChange = AuditPage['data'][number];

const ROOT = '/v1/platform';

function listQuery<Page extends { nextCursor: string | null }>(name: string) {
  return infiniteQueryOptions({
    queryKey: ['platform', name],
    queryFn: ({ pageParam, signal }) =>
      get<Page>(withQuery(`${ROOT}/${name}`, { limit: 100, cursor: pageParam }), signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });
}

export const systemAgentsQuery = listQuery<z.output<typeof systemAgentPage>>('agents');
export const platformSkillsQuery = listQuery<z.output<typeof platformSkillPage>>('skills');
export const platformOrganizationsQuery =
  listQuery<z.output<typeof platformOrganizationPage>>('organizations');
export const platformChangesQuery = listQuery<AuditPage>('audit');

/** With the ETag that an edit must name. Not refreshed while somebody types. */
function oneQuery<View>(name: string, id: string) {
  return queryOptions({
    queryKey: ['platform', name, id],
    queryFn: ({ signal }) => ask<View>(`${ROOT}/${name}/${id}`, { signal }),
    staleTime: Infinity,
    refetchOnMount: 'always',
  });
}

export const systemAgentQuery = (id: string) => oneQuery<SystemAgentView>('agents', id);
export const platformSkillQuery = (id: string) => oneQuery<PlatformSkillView>('skills', id);

/** The registries, which staff without an organization reads by a door of its own. */
export const platformKindsQuery = queryOptions({
  queryKey: ['platform', 'kinds'],
  queryFn: ({ signal }) => get<KindList>(`${ROOT}/kinds`, signal),
  select: (list) => list.data,
});
export const platformToolsQuery = queryOptions({
  queryKey: ['platform', 'tools'],
  queryFn: ({ signal }) => get<ToolList>(`${ROOT}/tools`, signal),
  select: (list) => list.data,
});
export const platformSkillChoicesQuery = queryOptions({
  queryKey: ['platform', 'skill-choices'],
  queryFn: ({ signal }) =>
    get<z.output<typeof platformSkillPage>>(withQuery(`${ROOT}/skills`, { limit: 200 }), signal),
  select: (page) => page.data,
});

interface Order {
  readonly method: 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** Of what is there already. */
  readonly id?: string;
  readonly body?: Readonly<Record<string, unknown>> | SkillWords;
  readonly etag?: string;
  /** Of a part that has a door of its own. */
  readonly part?: string;
}

/** Every change of the platform's rows; what any of its pages shows may follow from it. */
function useOrder<View>(name: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ method, id, body, etag, part }: Order) =>
      ask<View>([ROOT, name, id, part].filter((step) => step !== undefined).join('/'), {
        method,
        ...(body === undefined ? {} : { body }),
        ...(etag === undefined ? {} : { headers: { 'if-match': etag } }),
      }),
    onSuccess: (_, { method, id = '' }) => {
      // Nobody asks again for what is gone.
      if (method === 'DELETE' && name === 'skills')
        client.removeQueries({ queryKey: platformSkillQuery(id).queryKey });
      return client.invalidateQueries({ queryKey: ['platform'] });
    },
  });
}

export const useSystemAgentOrder = () => useOrder<SystemAgentView>('agents');
export const usePlatformSkillOrder = () => useOrder<PlatformSkillView>('skills');

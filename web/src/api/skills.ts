/** What the pages read and change of skills. Errors are left to whoever asked. */
import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import type {
  createSkillBody,
  skillFileView,
  skillPage,
  SkillView,
} from '../../../domain/contracts/skills.ts';
import { type Answer, ask, get, withQuery } from './client.ts';
import type { Filters } from './queries.ts';

export type { SkillView } from '../../../domain/contracts/skills.ts';

export type SkillWords = z.output<typeof createSkillBody>;

export function skillsQuery(filters: Filters) {
  return infiniteQueryOptions({
    queryKey: ['skills', 'list', filters],
    queryFn: ({ pageParam, signal }) =>
      get<z.output<typeof skillPage>>(
        withQuery('/v1/skills', { ...filters, limit: 50, cursor: pageParam }),
        signal,
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });
}

/** A skill together with the ETag that an edit must name. */
export function skillQuery(skillId: string) {
  return queryOptions({
    queryKey: ['skills', 'one', skillId],
    queryFn: ({ signal }): Promise<Answer<SkillView>> => ask<SkillView>(`/v1/skills/${skillId}`, { signal }),
  });
}

export async function exportSkill(skillId: string): Promise<string> {
  return (await get<z.output<typeof skillFileView>>(`/v1/skills/${skillId}/export`)).content;
}

interface Make {
  /** Behind `/v1/skills`: nothing, `/import` or `/{id}/copy`. */
  readonly path: string;
  readonly body?: unknown;
}

/** Creates, imports or copies: all answer a new skill, which a repeated request must not make twice. */
export function useMakeSkill() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ path, body }: Make) => {
      const headers = { 'idempotency-key': crypto.randomUUID() };
      const given = body === undefined ? {} : { body };
      return (await ask<SkillView>(`/v1/skills${path}`, { method: 'POST', headers, ...given })).data;
    },
    onSuccess: () => client.invalidateQueries({ queryKey: ['skills'] }),
  });
}

export function useSaveSkill(skillId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ words, etag }: { readonly words: SkillWords; readonly etag: string }) =>
      ask<SkillView>(`/v1/skills/${skillId}`, {
        method: 'PATCH',
        body: words,
        headers: { 'if-match': etag },
      }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['skills'] }),
  });
}

export function useDeleteSkill(skillId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => ask<SkillView>(`/v1/skills/${skillId}`, { method: 'DELETE' }),
    onSuccess: () => {
      client.removeQueries({ queryKey: skillQuery(skillId).queryKey });
      return client.invalidateQueries({ queryKey: ['skills'] });
    },
  });
}

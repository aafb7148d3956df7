/** What the pages read and change of rules. */
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import type {
  OrganizationRules,
  PlatformRules,
  ReplaceRulesBody,
  RuleSimulation,
  SimulateRulesBody,
} from '../../../domain/contracts/rules.ts';
import { type Answer, ask, get } from './client.ts';

export type { RuleSimulation, RuleView } from '../../../domain/contracts/rules.ts';
export type { Enforcement } from '../../../domain/rules/enforcement.ts';
export type { EffectiveRule } from '../../../domain/rules/rule.ts';

export type RuleDraft = ReplaceRulesBody['rules'][number];

export const platformRulesQuery = queryOptions({
  queryKey: ['rules', 'platform'],
  queryFn: ({ signal }) => get<PlatformRules>('/v1/rules/platform', signal),
  // They change with a new release only.
  staleTime: 10 * 60 * 1000,
  select: (list) => list.data,
});

/** The list together with the ETag that an edit must name. */
export const organizationRulesQuery = queryOptions({
  queryKey: ['rules', 'organization'],
  queryFn: ({ signal }): Promise<Answer<OrganizationRules>> =>
    ask<OrganizationRules>('/v1/rules/org', { signal }),
});

export function useReplaceRules() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ rules, etag }: { readonly rules: readonly RuleDraft[]; readonly etag: string }) =>
      ask<OrganizationRules>('/v1/rules/org', {
        method: 'PUT',
        body: { rules },
        headers: { 'if-match': etag },
      }),
    onSuccess: (answer) => {
      client.setQueryData(organizationRulesQuery.queryKey, answer);
    },
  });
}

export function useSimulateRules() {
  return useMutation({
    mutationFn: async (body: SimulateRulesBody) =>
      (await ask<RuleSimulation>('/v1/rules/simulate', { method: 'POST', body })).data,
  });
}

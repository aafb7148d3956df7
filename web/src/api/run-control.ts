/** What ends, stops and repeats runs. Errors are left to whoever asked. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ask } from './client.ts';
import type { AgentView, OrganizationView, RunView } from './types.ts';

export interface Retry {
  /** Made once per run shown, so that a repeated click starts one run. */
  readonly idempotencyKey: string;
}

export function useRetryRun(runId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ idempotencyKey }: Retry) => {
      const headers = { 'idempotency-key': idempotencyKey };
      return (await ask<RunView>(`/v1/runs/${runId}/retry`, { method: 'POST', body: {}, headers })).data;
    },
    onSuccess: async () => {
      await Promise.all([
        client.invalidateQueries({ queryKey: ['runs'] }),
        client.invalidateQueries({ queryKey: ['run', runId] }),
      ]);
    },
  });
}

export interface Replay {
  readonly fromTurn: number;
  /** Undefined: the version that the run had. */
  readonly agentVersionId: string | undefined;
}

/** A dry run: repeating it does no harm, so it needs no key. */
export function useReplayRun(runId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (body: Replay) =>
      (await ask<RunView>(`/v1/runs/${runId}/replay`, { method: 'POST', body })).data,
    onSuccess: () => client.invalidateQueries({ queryKey: ['runs'] }),
  });
}

/** Which kill switch: of one agent, or of the organization. */
export type Switch = { readonly agentId: string } | 'organization';

/** Sets the kill switch (`kill`) or releases it (`resume`). Everything may have changed afterwards. */
export function useKillSwitch(which: Switch) {
  const client = useQueryClient();
  const path = which === 'organization' ? '/v1/organizations/current' : `/v1/agents/${which.agentId}`;
  return useMutation({
    mutationFn: async (action: 'kill' | 'resume') =>
      (await ask<AgentView | OrganizationView>(`${path}/${action}`, { method: 'POST' })).data,
    onSettled: () => client.invalidateQueries(),
  });
}

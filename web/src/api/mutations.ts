/** What the pages change. Each one refreshes what it touched; errors are left to the form that asked. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ApiError, ask } from './client.ts';
import type { AgentView, ApprovalView, DecisionBody, DecisionResult, RunView } from './types.ts';

export interface StartRun {
  readonly agentId: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** Made once per form, so that a repeated click starts one run. */
  readonly idempotencyKey: string;
}

export function useStartRun() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ agentId, input, idempotencyKey }: StartRun) => {
      const headers = { 'idempotency-key': idempotencyKey };
      return (await ask<RunView>('/v1/runs', { method: 'POST', body: { agentId, input }, headers })).data;
    },
    onSuccess: async () => {
      await Promise.all([invalidate(client, 'runs'), invalidate(client, 'agents')]);
    },
  });
}

export interface Trial {
  readonly input: Readonly<Record<string, unknown>>;
  /** What differs from the saved spec; undefined tries the agent as it is. */
  readonly spec: unknown;
}

/** A dry run. Repeating it does no harm, so it needs no key. */
export function useTryDraft(agentId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ input, spec }: Trial) => {
      const draft = spec === undefined ? {} : { draft: { spec } };
      const body = { agentId, input, dryRun: true, ...draft };
      return (await ask<RunView>('/v1/runs', { method: 'POST', body })).data;
    },
    onSuccess: () => invalidate(client, 'runs'),
  });
}

export function useCancelRun(runId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async () =>
      (await ask<RunView>(`/v1/runs/${runId}/cancel`, { method: 'POST', body: {} })).data,
    onSettled: async () => {
      await client.invalidateQueries({ queryKey: ['run', runId] });
    },
  });
}

export interface AgentChange {
  readonly body: Readonly<Record<string, unknown>>;
  readonly etag: string;
}

export function useUpdateAgent(agentId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ body, etag }: AgentChange) =>
      ask<AgentView>(`/v1/agents/${agentId}`, { method: 'PATCH', body, headers: { 'if-match': etag } }),
    onSuccess: async (answer) => {
      client.setQueryData(['agent', agentId], answer);
      await invalidate(client, 'agents');
    },
  });
}

export function useDecide(approvalId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (body: DecisionBody) =>
      (await ask<ApprovalView>(`/v1/approvals/${approvalId}/decision`, { method: 'POST', body })).data,
    onSuccess: (approval) => {
      client.setQueryData(['approval', approvalId], approval);
    },
    onError: (error) => {
      // Who lost the race gets the decision that won.
      const winner = error instanceof ApiError ? error.problem?.winner : undefined;
      if (winner !== undefined) client.setQueryData(['approval', approvalId], winner);
    },
    onSettled: () => {
      // Not waited for: how the decision went is known, the lists follow.
      void invalidate(client, 'approvals');
      void client.invalidateQueries({ queryKey: ['approval', approvalId] });
    },
  });
}

/** Each decision on its own: the answer says which were taken. */
export function useDecideMany() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (decisions: readonly (DecisionBody & { approvalId: string })[]) => {
      const body = { decisions };
      const { data } = await ask<{ data: DecisionResult[] }>('/v1/approvals/decisions', {
        method: 'POST',
        body,
      });
      return data.data;
    },
    onSettled: () => {
      void invalidate(client, 'approvals');
      void invalidate(client, 'approval');
    },
  });
}

function invalidate(client: ReturnType<typeof useQueryClient>, first: string): Promise<void> {
  return client.invalidateQueries({ queryKey: [first] });
}

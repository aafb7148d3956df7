/** What the pages of one agent change. Errors are left to whoever asked. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { AgentFile } from '../../../domain/contracts/agent-files.ts';
import { ask } from './client.ts';
import type { ScheduleView } from './agent-queries.ts';
import type { AgentView } from './types.ts';

interface Act {
  /** Behind `/v1/agents/{id}`, such as `/pause`. */
  readonly path: string;
  readonly method?: 'POST' | 'DELETE';
  readonly etag?: string;
  /** Makes a new agent, which a repeated click must not make twice. */
  readonly idempotencyKey?: string;
}

/** Pause, resume, archive, duplicate, restore, reset: all answer an agent. */
export function useAgentAction(agentId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ path, method = 'POST', etag, idempotencyKey }: Act) => {
      const headers = {
        ...(etag === undefined ? {} : { 'if-match': etag }),
        ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
      };
      return (await ask<AgentView>(`/v1/agents/${agentId}${path}`, { method, headers })).data;
    },
    onSuccess: () => refresh(client, agentId),
  });
}

/** Which tools an owner lets the agent use unasked, all of them. */
export function useAgentGrants({ id, revision }: Pick<AgentView, 'id' | 'revision'>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (tools: readonly string[]) => {
      const headers = { 'if-match': `"${String(revision)}"` };
      return (await ask<AgentView>(`/v1/agents/${id}/grants`, { method: 'PUT', body: { tools }, headers }))
        .data;
    },
    onSuccess: () => refresh(client, id),
  });
}

export function useImportAgent() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (files: readonly AgentFile[]) => {
      const headers = { 'idempotency-key': crypto.randomUUID() };
      return (await ask<AgentView>('/v1/agents/import', { method: 'POST', body: { files }, headers })).data;
    },
    onSuccess: () => client.invalidateQueries({ queryKey: ['agents'] }),
  });
}

export interface ScheduleChange {
  readonly schedule?: ScheduleView;
  /** Absent: the schedule is deleted. */
  readonly body?: Readonly<Record<string, unknown>>;
}

export function useScheduleChange(agentId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ schedule, body }: ScheduleChange) => {
      const path = `/v1/agents/${agentId}/schedules`;
      if (schedule === undefined) return ask(path, { method: 'POST', body });
      const one = `${path}/${schedule.id}`;
      if (body === undefined) return ask(one, { method: 'DELETE' });
      const etag = `"${String(Date.parse(schedule.updatedAt))}"`;
      return ask(one, { method: 'PATCH', body, headers: { 'if-match': etag } });
    },
    onSuccess: () => refresh(client, agentId),
  });
}

async function refresh(client: ReturnType<typeof useQueryClient>, agentId: string): Promise<void> {
  await Promise.all([
    client.invalidateQueries({ queryKey: ['agent', agentId] }),
    client.invalidateQueries({ queryKey: ['agents'] }),
  ]);
}

/** What the stations of the tour share: the API, the agents met so far, and what everybody asks of them. */
import { randomUUID } from 'node:crypto';
import type { AgentView } from '../../domain/contracts/agents.ts';
import type { LogEntryBody, LogEntryView } from '../../domain/contracts/log-entries.ts';
import type { RunView } from '../../domain/contracts/runs.ts';
import { isFinal } from '../../domain/run/run-status.ts';
import type { ApiClient } from '../steward/api-client.ts';
import { money } from '../steward/timeline.ts';
import type { Tour } from './tour.ts';

export type ToolCall = Extract<LogEntryBody, { kind: 'tool_call' }>;

export interface House {
  readonly client: ApiClient;
  readonly tour: Tour;
  /** By kind. */
  readonly agents: ReadonlyMap<string, AgentView>;
}

export function agentOf({ agents, tour }: House, kind: string): AgentView {
  const agent = agents.get(kind);
  if (agent !== undefined) return agent;
  throw tour.contradiction(`there is an active agent of the kind ${kind}`, [...agents.keys()]);
}

export async function start({ client }: House, body: Record<string, unknown>): Promise<RunView> {
  return (await client.post<RunView>('/v1/runs', body, randomUUID())).body;
}

/** The run as soon as it is over. */
export function ended({ client, tour }: House, { id }: RunView): Promise<RunView> {
  return tour.until(`the end of ${id}`, async () => {
    const run = await client.get<RunView>(`/v1/runs/${id}`);
    return isFinal(run.status) ? run : undefined;
  });
}

export async function complete(house: House, body: Record<string, unknown>): Promise<RunView> {
  const run = await ended(house, await start(house, body));
  checkCompleted(house, run);
  return run;
}

export function checkCompleted({ tour }: House, run: RunView): void {
  const { id, turns, toolCalls, costMicroUsd } = run;
  const figures = `${String(turns)} turns, ${String(toolCalls)} tool calls, ${money(costMicroUsd)}`;
  tour.check(run.status === 'completed', `${id} has completed: ${figures}`, [run.status, run.error]);
}

export async function callsOf({ client }: House, { id }: RunView, toolName: string): Promise<ToolCall[]> {
  const { data } = await client.get<{ data: LogEntryView[] }>(`/v1/runs/${id}/log?limit=1000`);
  const calls = data.flatMap(({ entry }) => (entry.kind === 'tool_call' ? [entry] : []));
  return calls.filter((call) => call.toolName === toolName);
}

/** The proof that the stack works: one real run through the API, told as its timeline. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { z } from 'zod';
import type { agentPage } from '../../domain/contracts/agents.ts';
import type { LogEntryView } from '../../domain/contracts/log-entries.ts';
import type { RunView } from '../../domain/contracts/runs.ts';
import { ApiClient } from '../steward/api-client.ts';
import { money, timelineLine } from '../steward/timeline.ts';
import type { Log } from './log-lines.ts';

export interface FirstRunOptions {
  /** The API's address, without /v1. */
  readonly apiUrl: string;
  readonly apiKey: string;
  readonly log: Log;
  /** How long the run may take, in ms. */
  readonly timeoutMs?: number;
}

type AgentPage = z.output<typeof agentPage>;
type LogPage = { readonly data: readonly LogEntryView[] };

const KIND = 'dashboard_briefing';
const TIMEOUT_MS = 90_000;

/** Throws when the run does not end as `completed`. */
export async function performFirstRun(options: FirstRunOptions): Promise<RunView> {
  const { log } = options;
  const client = new ApiClient({ url: options.apiUrl, key: options.apiKey });
  const agents = await client.get<AgentPage>(`/v1/agents?kind=${KIND}&limit=1`);
  const agent = agents.data[0];
  if (agent === undefined) throw new Error(`The demo organization has no agent of kind ${KIND}.`);
  log(`first run: "${agent.name}" (${KIND})`);
  const started = await client.post<RunView>(
    '/v1/runs?wait=30',
    { agentId: agent.id, input: {} },
    randomUUID(),
  );
  const run = await finished(client, started.body, options.timeoutMs);
  const entries = await client.get<LogPage>(`/v1/runs/${run.id}/log?limit=1000`);
  for (const entry of entries.data) log(timelineLine(entry));
  log(
    `${run.status}: ${String(run.turns)} turns, ${String(run.toolCalls)} tool calls, ${money(run.costMicroUsd)}`,
  );
  if (run.status !== 'completed') {
    throw new Error(`The first run ended as ${run.status}: ${run.error?.message ?? 'no reason given'}`);
  }
  return run;
}

async function finished(client: ApiClient, started: RunView, timeoutMs = TIMEOUT_MS): Promise<RunView> {
  const deadline = Date.now() + timeoutMs;
  let run = started;
  while (run.status === 'queued' || run.status === 'running') {
    if (Date.now() > deadline)
      throw new Error(`The first run is still ${run.status}; the worker's lines above may say why.`);
    await sleep(500);
    run = await client.get<RunView>(`/v1/runs/${run.id}`);
  }
  return run;
}

/** The proof that the stack works: one real run through the API, told as its timeline. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { z } from 'zod';
import type { agentPage } from '../../domain/contracts/agents.ts';
import type { LogEntryBody, LogEntryView } from '../../domain/contracts/log-entries.ts';
import type { RunView } from '../../domain/contracts/runs.ts';
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
  const agents = await call<AgentPage>(options, 'GET', `/v1/agents?kind=${KIND}&limit=1`);
  const agent = agents.data[0];
  if (agent === undefined) throw new Error(`The demo organization has no agent of kind ${KIND}.`);
  log(`first run: "${agent.name}" (${KIND})`);
  const run = await finished(
    options,
    await call<RunView>(options, 'POST', '/v1/runs?wait=30', { agentId: agent.id, input: {} }),
  );
  const entries = await call<LogPage>(options, 'GET', `/v1/runs/${run.id}/log?limit=1000`);
  for (const entry of entries.data) log(timelineLine(entry));
  log(
    `${run.status}: ${String(run.turns)} turns, ${String(run.toolCalls)} tool calls, ${money(run.costMicroUsd)}`,
  );
  if (run.status !== 'completed') {
    throw new Error(`The first run ended as ${run.status}: ${run.error?.message ?? 'no reason given'}`);
  }
  return run;
}

async function finished(options: FirstRunOptions, started: RunView): Promise<RunView> {
  const deadline = Date.now() + (options.timeoutMs ?? TIMEOUT_MS);
  let run = started;
  while (run.status === 'queued' || run.status === 'running') {
    if (Date.now() > deadline)
      throw new Error(`The first run is still ${run.status}; the worker's lines above may say why.`);
    await sleep(500);
    run = await call<RunView>(options, 'GET', `/v1/runs/${run.id}`);
  }
  return run;
}

async function call<T>(options: FirstRunOptions, method: string, path: string, body?: unknown): Promise<T> {
  const response = await fetch(`${options.apiUrl}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${options.apiKey}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json', 'idempotency-key': randomUUID() }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(60_000),
  });
  const text = await response.text();
  if (!response.ok)
    throw new Error(`${method} ${path} answered ${String(response.status)}: ${text.slice(0, 500)}`);
  return JSON.parse(text) as T;
}

function timelineLine(entry: LogEntryView): string {
  const took = entry.durationMs === null ? '' : `${String(entry.durationMs)} ms`;
  const cost =
    entry.usage === null
      ? ''
      : `${money(entry.usage.costMicroUsd)} (${String(entry.usage.inputTokens)} in, ${String(entry.usage.outputTokens)} out)`;
  const facts = [took, cost].filter((fact) => fact !== '').join(', ');
  return `${String(entry.seq).padStart(4)}  ${entry.kind.padEnd(14)} ${summary(entry.entry)}${facts === '' ? '' : ` · ${facts}`}`;
}

function summary(entry: LogEntryBody): string {
  switch (entry.kind) {
    case 'llm_generation':
      return `${entry.model}, turn ${String(entry.turn)}: ${entry.toolCalls > 0 ? `${String(entry.toolCalls)} tool calls` : oneLine(entry.completionSummary)}`;
    case 'tool_call':
      return `${entry.toolName} ${entry.status}`;
    case 'system_event':
      return [entry.event, entry.newState, entry.reason].filter((part) => part !== undefined).join(', ');
    case 'thought':
      return oneLine(entry.text);
    case 'failover':
      return `${entry.fromPath} → ${entry.toPath}: ${entry.reason}`;
    case 'reflection':
      return entry.scope;
  }
}

function oneLine(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length > 80 ? `${line.slice(0, 79)}…` : line;
}

/** Micro-dollars as dollars, with as many digits as there are. */
function money(microUsd: number): string {
  return `$${(microUsd / 1_000_000).toFixed(6)}`;
}

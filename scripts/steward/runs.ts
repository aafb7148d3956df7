/** `steward run` and `steward logs`. */
import { randomUUID } from 'node:crypto';
import type { ApprovalView } from '../../domain/contracts/approvals.ts';
import type { LogEntryView } from '../../domain/contracts/log-entries.ts';
import type { RunStatusEvent } from '../../domain/contracts/run-events.ts';
import type { RunView } from '../../domain/contracts/runs.ts';
import { findAgent } from './agents.ts';
import type { ApiClient } from './api-client.ts';
import { EXIT } from './failure.ts';
import { followRun } from './follow-run.ts';
import type { Output } from './output.ts';
import { money, timelineLine } from './timeline.ts';

export interface RunOptions {
  readonly agent: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly wait: boolean;
  readonly dryRun: boolean;
}

const LOG_PAGE = 1000;

/** Answers the exit code: with `wait`, a run that does not complete is a failure. */
export async function startRun(client: ApiClient, out: Output, options: RunOptions): Promise<number> {
  const { id: agentId } = await findAgent(client, options.agent);
  const { input, dryRun } = options;
  const { body: run } = await client.post<RunView>('/v1/runs', { agentId, input, dryRun }, randomUUID());
  if (!options.wait) {
    out.value(run);
    out.say(`${run.id} ${run.status}\nsteward logs -f ${run.id}`);
    return EXIT.ok;
  }
  out.note(run.id);
  await followRun(client, run.id, {
    onLog: (entry) => out.note(timelineLine(entry)),
    onStatus: (status) => void tellWaiting(client, out, run.id, status),
  });
  const ended = await client.get<RunView>(`/v1/runs/${run.id}`);
  out.value(ended);
  out.say(result(ended));
  const cost = money(ended.costMicroUsd);
  out.note(`${ended.status}: ${String(ended.turns)} turns, ${String(ended.toolCalls)} tool calls, ${cost}`);
  return ended.status === 'completed' ? EXIT.ok : EXIT.failed;
}

/** A run can wait for days: whoever waits with it should know for what. */
async function tellWaiting(
  client: ApiClient,
  out: Output,
  runId: string,
  { status, waitingFor }: RunStatusEvent,
): Promise<void> {
  if (status !== 'waiting') return;
  out.note(`waits for: ${waitingFor ?? 'somebody'}`);
  if (waitingFor !== 'approval') return;
  // Only a hint: the list of approvals says the same.
  const open = await client.all<ApprovalView>(`/v1/approvals?status=pending&runId=${runId}`).catch(() => []);
  for (const { id, toolName } of open) out.note(`  ${toolName}: steward approve ${id}`);
}

function result({ output, error }: RunView): string {
  if (error !== null) return `${error.code}: ${error.message}`;
  const { markdown } = (output ?? {}) as { markdown?: unknown };
  return typeof markdown === 'string' ? markdown : JSON.stringify(output, null, 2);
}

export async function showLog(
  client: ApiClient,
  out: Output,
  runId: string,
  { follow }: { readonly follow: boolean },
): Promise<void> {
  const show = (entry: LogEntryView): void => {
    out.value(entry);
    out.say(timelineLine(entry));
  };
  if (follow) {
    await followRun(client, runId, { onLog: show });
    return;
  }
  const path = `/v1/runs/${encodeURIComponent(runId)}/log?limit=${String(LOG_PAGE)}`;
  let after = 0;
  for (;;) {
    const page = await client.get<{ data: LogEntryView[]; hasMore: boolean }>(
      `${path}&after=${String(after)}`,
    );
    page.data.forEach(show);
    after = page.data.at(-1)?.seq ?? after;
    if (!page.hasMore) return;
  }
}

/** How a change of a run's row is said in SQL. */
import type { RunStatus, WaitingReason } from '../domain/run/run-status.ts';
import { isFinal } from '../domain/run/run-status.ts';
import { storableJson, storableText } from '../domain/storable-json.ts';
import type { NewLogEntry } from './log-rows.ts';
import { Prisma } from './prisma.ts';

export interface RunChange {
  readonly status?: RunStatus;
  readonly waitingFor?: WaitingReason;
  readonly output?: unknown;
  readonly error?: { readonly code: string; readonly message: string };
  readonly promptHash?: string;
  readonly tainted?: boolean;
  readonly turns?: number;
  readonly toolCalls?: number;
}

/** `, column = value` for each member of the change that is there. */
export function assignments(change: RunChange): Prisma.Sql {
  const sets: Prisma.Sql[] = [];
  if (change.status !== undefined) sets.push(...statusAssignments(change.status, change.waitingFor));
  if (change.output !== undefined) sets.push(Prisma.sql`output = ${storableJson(change.output)}::jsonb`);
  if (change.error !== undefined) {
    sets.push(
      Prisma.sql`error_code = ${change.error.code}, error_message = ${storableText(change.error.message)}`,
    );
  }
  if (change.promptHash !== undefined) sets.push(Prisma.sql`prompt_hash = ${change.promptHash}`);
  if (change.tainted === true) sets.push(Prisma.sql`tainted = true`);
  if (change.turns !== undefined) sets.push(Prisma.sql`turns = turns + ${change.turns}`);
  if (change.toolCalls !== undefined) sets.push(Prisma.sql`tool_calls = tool_calls + ${change.toolCalls}`);
  return sets.length === 0 ? Prisma.empty : Prisma.sql`, ${Prisma.join(sets)}`;
}

function statusAssignments(status: RunStatus, waitingFor: WaitingReason | undefined): Prisma.Sql[] {
  const waited = Prisma.sql`waited_ms = waited_ms + CASE WHEN waiting_since IS NULL THEN 0
    ELSE (extract(epoch FROM now() - waiting_since) * 1000)::bigint END`;
  const sets = [Prisma.sql`status = ${status}, waiting_for = ${waitingFor ?? null}`, waited];
  sets.push(status === 'waiting' ? Prisma.sql`waiting_since = now()` : Prisma.sql`waiting_since = NULL`);
  if (status === 'running') sets.push(Prisma.sql`started_at = coalesce(started_at, now())`);
  if (isFinal(status)) sets.push(Prisma.sql`finished_at = now()`);
  return sets;
}

/** What a write's model calls add to the run's totals. */
export function sumUsage(log: readonly NewLogEntry[]) {
  const sum = { cost: 0, input: 0, cached: 0, output: 0 };
  for (const { usage } of log) {
    sum.cost += usage?.costMicroUsd ?? 0;
    sum.input += usage?.inputTokens ?? 0;
    sum.cached += usage?.cachedTokens ?? 0;
    sum.output += usage?.outputTokens ?? 0;
  }
  return sum;
}

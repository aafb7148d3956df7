/** What is counted of runs. worker/metrics.ts counts; here is what it is told, and when: after each write that counts. */
import { isFinal, type RunStatus } from '../domain/run/run-status.ts';
import type { JournalWrite } from '../store/journal-write.ts';
import type { NewLogEntry, NewUsage } from '../store/log-rows.ts';
import type { BreakerKind } from './model/breaker.ts';

export interface RunMetrics {
  runEnded(run: { readonly kind: string; readonly status: RunStatus; readonly seconds: number }): void;
  /** `recorded`: an answer that the journal has; else why there was none. */
  modelCalled(call: {
    readonly model: string;
    readonly outcome: 'recorded' | 'unavailable' | 'refused';
    readonly seconds: number;
  }): void;
  modelUsed(usage: NewUsage): void;
  /** Its circuit opened, or closed again. */
  paused(change: { readonly kind: BreakerKind; readonly name: string; readonly paused: boolean }): void;
  toolCalled(call: { readonly tool: string; readonly status: string; readonly seconds: number }): void;
}

type Write = Pick<JournalWrite, 'change' | 'log'>;

/** A write of the journal succeeds once, so what is read off it is counted once. */
export function countWrite(
  metrics: RunMetrics,
  run: { readonly kind: string; readonly queuedAt: Date; readonly finishedAt: Date | null } | undefined,
  { change, log = [] }: Write,
): void {
  for (const entry of log) countEntry(metrics, entry);
  const status = change?.status;
  if (run === undefined || status === undefined || !isFinal(status)) return;
  const endedAt = run.finishedAt?.getTime() ?? Date.now();
  metrics.runEnded({ kind: run.kind, status, seconds: (endedAt - run.queuedAt.getTime()) / 1000 });
}

function countEntry(metrics: RunMetrics, { entry, durationMs = 0, usage }: NewLogEntry): void {
  const seconds = durationMs / 1000;
  if (usage !== undefined) metrics.modelUsed(usage);
  if (entry.kind === 'llm_generation')
    metrics.modelCalled({ model: entry.model, outcome: 'recorded', seconds });
  if (entry.kind === 'tool_call') metrics.toolCalled({ tool: entry.toolName, status: entry.status, seconds });
}

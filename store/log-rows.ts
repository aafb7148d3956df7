/** Entries of the timeline on their way into the database. */
import { createHash } from 'node:crypto';
import type { LogEntryBody } from '../domain/contracts/log-entries.ts';
import { newId } from './new-id.ts';

export interface NewUsage {
  readonly provider: string;
  readonly model: string;
  readonly inputTokens: number;
  readonly cachedTokens: number;
  readonly outputTokens: number;
  readonly reasoningTokens: number;
  readonly costMicroUsd: number;
  readonly priceSource: string;
  readonly source: 'reported' | 'estimated';
  /** The organization's day on which it counts, `YYYY-MM-DD`. */
  readonly day: string;
}

export interface NewLogEntry {
  readonly entry: LogEntryBody;
  /** Which span it describes: the run itself, or a call of a turn. */
  readonly span?: { readonly turn: number; readonly call?: number | 'model' };
  readonly durationMs?: number;
  readonly usage?: NewUsage;
}

/** The trace id is the run's id without dashes: whoever has one has the other. */
export function traceIdOf(runId: string): string {
  return runId.replaceAll('-', '');
}

/**
 * Span ids are derived from what they name, so that a retried activity reports the same span:
 * the run, `turn`, and `turn` + call index or 'model'.
 */
export function spanIdOf(runId: string, turn?: number, call?: number | 'model'): string {
  const name = [runId, turn, call].filter((part) => part !== undefined).join(':');
  return createHash('sha256').update(name).digest('hex').slice(0, 16);
}

/** Rows as the journal's statement inserts them; `position` counts from the first free sequence number. */
export function logRows(runId: string, log: readonly NewLogEntry[]) {
  const entries = log.map(({ entry, span, durationMs }, position) => ({
    position,
    id: newId(),
    kind: entry.kind,
    entry,
    span_id: spanIdOf(runId, span?.turn, span?.call),
    parent_span_id: parentSpanOf(runId, span),
    duration_ms: durationMs,
  }));
  const usages = log.flatMap(({ usage }, position) =>
    usage === undefined ? [] : [usageRow(usage, entries[position]?.id)],
  );
  return { entries, usages };
}

function usageRow(usage: NewUsage, logEntryId: string | undefined) {
  return {
    id: newId(),
    log_entry_id: logEntryId,
    provider: usage.provider,
    model: usage.model,
    input_tokens: usage.inputTokens,
    cached_tokens: usage.cachedTokens,
    output_tokens: usage.outputTokens,
    reasoning_tokens: usage.reasoningTokens,
    cost_micro_usd: usage.costMicroUsd,
    price_source: usage.priceSource,
    source: usage.source,
    day: usage.day,
  };
}

function parentSpanOf(runId: string, span: NewLogEntry['span']): string | null {
  if (span === undefined) return null;
  return span.call === undefined ? spanIdOf(runId) : spanIdOf(runId, span.turn);
}

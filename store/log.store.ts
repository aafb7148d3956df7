/** Appends to the timeline. Sequence numbers are taken under the run row's lock (see JournalStore). */
import { createHash } from 'node:crypto';
import type { LogEntryBody } from '../domain/contracts/log-entries.ts';
import type { Scope } from './database.ts';
import { newId } from './new-id.ts';
import { json } from './prisma.ts';

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
}

export interface NewLogEntry {
  readonly entry: LogEntryBody;
  /** Which span it describes: the run itself, or a call of a turn. */
  readonly span?: { readonly turn: number; readonly call?: number | 'model' };
  readonly durationMs?: number;
  readonly usage?: NewUsage;
}

/**
 * Span ids are derived from what they name, so that a retried activity reports the same span:
 * the run, `turn`, and `turn` + call index or 'model'.
 */
export function spanIdOf(runId: string, turn?: number, call?: number | 'model'): string {
  const name = [runId, turn, call].filter((part) => part !== undefined).join(':');
  return createHash('sha256').update(name).digest('hex').slice(0, 16);
}

export class LogStore {
  readonly #scope: Scope;

  constructor(scope: Scope) {
    this.#scope = scope;
  }

  /** Inserts entries with sequence numbers from `firstSeq` on; the caller holds the run row's lock. */
  async append(run: { id: string; agentId: string }, firstSeq: number, entries: readonly NewLogEntry[]) {
    const { tx, organizationId } = this.#scope;
    const rows = entries.map((item, i) => ({
      id: newId(),
      organizationId,
      runId: run.id,
      agentId: run.agentId,
      seq: firstSeq + i,
      kind: item.entry.kind,
      entry: json(item.entry),
      spanId: spanIdOf(run.id, item.span?.turn, item.span?.call),
      parentSpanId: parentSpanOf(run.id, item.span),
      durationMs: item.durationMs ?? null,
      usage: item.usage,
    }));
    await tx.logEntry.createMany({ data: rows.map(({ usage: _usage, ...row }) => row) });
    const usages = rows.flatMap((row) =>
      row.usage === undefined
        ? []
        : [
            {
              ...row.usage,
              id: newId(),
              organizationId,
              runId: run.id,
              agentId: run.agentId,
              logEntryId: row.id,
            },
          ],
    );
    if (usages.length > 0) await tx.usage.createMany({ data: usages });
  }
}

function parentSpanOf(runId: string, span: NewLogEntry['span']): string | null {
  if (span === undefined) return null;
  return span.call === undefined ? spanIdOf(runId) : spanIdOf(runId, span.turn);
}

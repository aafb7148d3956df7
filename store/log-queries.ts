/** Reads the timeline of a run, each model call with its usage. */
import type { Scope } from './database.ts';
import type { LogEntry, Usage } from './generated/client.ts';
import { type Page, toPage } from './page.ts';

export interface LogDetail {
  readonly entry: LogEntry;
  readonly usage: Usage | undefined;
}

export class LogQueries {
  readonly #scope: Scope;

  constructor(scope: Scope) {
    this.#scope = scope;
  }

  /** Entries with a sequence number above `after`, in order. */
  async ofRun(runId: string, after: number, limit: number): Promise<Page<LogDetail>> {
    const { tx, organizationId } = this.#scope;
    const rows = await tx.logEntry.findMany({
      where: { organizationId, runId, seq: { gt: after } },
      orderBy: { seq: 'asc' },
      take: limit + 1,
    });
    const page = toPage(rows, limit);
    const ids = page.rows.filter((row) => row.kind === 'llm_generation').map((row) => row.id);
    const usages =
      ids.length === 0
        ? []
        : await tx.usage.findMany({ where: { organizationId, runId, logEntryId: { in: ids } } });
    const byEntry = new Map(usages.map((usage) => [usage.logEntryId, usage]));
    return {
      rows: page.rows.map((entry) => ({ entry, usage: byEntry.get(entry.id) })),
      hasMore: page.hasMore,
    };
  }
}

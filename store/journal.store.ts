/**
 * The journal of a run. `record` is one atomic write that moves the run's row first: that statement takes the
 * row's lock, checks that the run may still go on, adds the totals and hands out the timeline's numbers.
 */
import { tellOfRequests } from './approval-notices.ts';
import type { Scope } from './database.ts';
import type { Run, RunStep } from './generated/client.ts';
import { journalWriteSql, statusesOf, type WriteCounts } from './journal-sql.ts';
import type { JournalWrite } from './journal-write.ts';
import { tellOfUnknown, type UnknownEffect } from './unknown-effects.ts';

/** The run was no longer in a status that allows this, or a step was no longer where it was expected. */
export class StaleJournal extends Error {
  override readonly name = 'StaleJournal';
}

export interface JournalState {
  readonly run: Run;
  readonly steps: readonly RunStep[];
}

/** What never changes while a run goes on. `promptParts` is null before it is prepared. */
export interface PinnedFacts {
  readonly spec: unknown;
  readonly agentName: string;
  readonly organization: { readonly name: string; readonly timeZone: string };
  readonly promptParts: unknown;
  readonly versionNumber: number;
  /** Another agent's model wrote the input: of this run, or of the one that it repeats. */
  readonly handedOn: boolean;
  /** The rules as the timeline says they were applied, whatever has become of them since. */
  readonly appliedRules: unknown;
}

export class JournalStore {
  readonly #scope: Scope;

  constructor(scope: Scope) {
    this.#scope = scope;
  }

  async facts(runId: string): Promise<PinnedFacts | undefined> {
    const { tx, organizationId } = this.#scope;
    const [row] = await tx.$queryRaw<
      (Omit<PinnedFacts, 'organization'> & { name: string; timeZone: string })[]
    >`
      SELECT coalesce(r.draft_spec, v.spec) AS spec, v.name AS "agentName", o.name, o.time_zone AS "timeZone", p.parts AS "promptParts",
        v.number AS "versionNumber",
        (WITH RECURSIVE origin AS (
           SELECT r.trigger, r.origin_run_id
           UNION ALL
           SELECT o.trigger, o.origin_run_id FROM origin
           JOIN run o ON o.organization_id = r.organization_id AND o.id = origin.origin_run_id)
         SELECT bool_or(origin.trigger = 'parent_run') FROM origin) AS "handedOn",
        (SELECT l.entry->'data'->'rules' FROM log_entry l
         WHERE l.organization_id = r.organization_id AND l.run_id = r.id AND l.entry->>'event' = 'rules_applied'
         ORDER BY l.seq LIMIT 1) AS "appliedRules"
      FROM run r
      JOIN agent_version v ON v.organization_id = r.organization_id AND v.id = r.agent_version_id
      JOIN organization o ON o.id = r.organization_id
      LEFT JOIN prompt p ON p.organization_id = r.organization_id AND p.hash = r.prompt_hash
      WHERE r.organization_id = ${organizationId}::uuid AND r.id = ${runId}::uuid`;
    if (row === undefined) return undefined;
    const { name, timeZone, ...facts } = row;
    return { ...facts, organization: { name, timeZone } };
  }

  /** The steps of the last turns, and calls of unknown outcome however long ago: they bind what the run may still do. */
  async load(runId: string, lastTurns: number): Promise<JournalState | undefined> {
    const { tx, organizationId } = this.#scope;
    const run = await tx.run.findFirst({ where: { id: runId, organizationId } });
    if (run === null) return undefined;
    const steps =
      run.turns === 0
        ? []
        : await tx.runStep.findMany({
            where: {
              runId,
              organizationId,
              OR: [{ turn: { gt: run.turns - lastTurns } }, { status: 'unknown' }],
            },
            orderBy: [{ turn: 'asc' }, { callIndex: 'asc' }],
          });
    return { run, steps };
  }

  /** Writes everything or nothing; throws {@link StaleJournal} when the run has moved on meanwhile. */
  async record(write: JournalWrite): Promise<void> {
    const { tx, organizationId } = this.#scope;
    const [counts] = await tx.$queryRaw<WriteCounts[]>(journalWriteSql(organizationId, write));
    assertWhole(write, counts);
    if ((write.approvals?.length ?? 0) > 0) await tellOfRequests(this.#scope, write.runId);
  }

  /** In the transaction that notes it, when nobody is asked. */
  async tellOfUnknown(effect: UnknownEffect): Promise<void> {
    await tellOfUnknown(this.#scope, effect);
  }
}

/** A write that found less than it expected is undone with its transaction. */
function assertWhole(write: JournalWrite, counts: WriteCounts | undefined): void {
  const id = write.runId;
  if (counts?.moved !== 1) throw new StaleJournal(`run ${id} is not in ${statusesOf(write).join('|')}`);
  // A step already in the journal belongs to another attempt that was faster: nothing of ours may count.
  if (counts.inserted !== (write.steps?.length ?? 0))
    throw new StaleJournal(`run ${id} already has a step of this write`);
  if (counts.changed !== (write.stepChanges?.length ?? 0))
    throw new StaleJournal(`a step of run ${id} is not in the status it was expected in`);
}

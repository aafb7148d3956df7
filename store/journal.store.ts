/**
 * The journal of a run. `record` is one atomic write that moves the run's row first: that statement takes the
 * row's lock, checks that the run may still go on, adds the totals and hands out the timeline's numbers.
 */
import { tellOfRequests } from './approval-notices.ts';
import type { BudgetAlert } from './budget-sql.ts';
import type { Scope } from './database.ts';
import type { Run, RunStep } from './generated/client.ts';
import { factsSql, type FactsRow, type StateRow, stateSql, toStep } from './journal-read-sql.ts';
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
  readonly facts: PinnedFacts;
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
    const [row] = await tx.$queryRaw<FactsRow[]>(factsSql({ organizationId, runId }));
    return row === undefined ? undefined : toFacts(row);
  }

  /** The run with its latest steps. Facts that are known are not read again. */
  async load(runId: string, lastTurns: number, known?: PinnedFacts): Promise<JournalState | undefined> {
    const { tx, organizationId } = this.#scope;
    const sql = stateSql({ organizationId, runId }, lastTurns, known === undefined);
    const [row] = await tx.$queryRaw<StateRow[]>(sql);
    if (row === undefined) return undefined;
    const { steps, ...run } = row;
    return { run, steps: steps.map(toStep), facts: known ?? toFacts(row as StateRow & FactsRow) };
  }

  /**
   * Writes everything or nothing; throws {@link StaleJournal} when the run has moved on meanwhile. The caps of which
   * people must hear, when the write pays for a call.
   */
  async record(write: JournalWrite): Promise<readonly BudgetAlert[]> {
    const { tx, organizationId } = this.#scope;
    const [counts] = await tx.$queryRaw<WriteCounts[]>(journalWriteSql(organizationId, write));
    assertPaid(write, counts);
    assertWhole(write, counts);
    if ((write.approvals?.length ?? 0) > 0) await tellOfRequests(this.#scope, write.runId);
    return counts?.alerts ?? [];
  }

  /** In the transaction that notes it, when nobody is asked. */
  async tellOfUnknown(effect: UnknownEffect): Promise<void> {
    await tellOfUnknown(this.#scope, effect);
  }
}

/** A claim may have been charged as lost meanwhile: whoever did that goes on with the run. */
function assertPaid({ payment }: JournalWrite, counts: WriteCounts | undefined): void {
  if (payment !== undefined && counts?.alerts === null)
    throw new StaleJournal(`the claim ${payment.reservationId} was closed by another attempt`);
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

function toFacts(row: FactsRow): PinnedFacts {
  const { spec, agentName, promptParts, versionNumber, handedOn, appliedRules, name, timeZone } = row;
  return {
    spec,
    agentName,
    promptParts,
    versionNumber,
    handedOn,
    appliedRules,
    organization: { name, timeZone },
  };
}

/** Runs as people ask for them: create, read, cancel. Progress is written by the journal store. */
import type { AgentSpec } from '../domain/agent/agent-spec.ts';
import type { RunLimits } from '../domain/run/limits.ts';
import type { RunBudget } from '../domain/run/resolve-limits.ts';
import { isFinal, type RunStatus, type RunTrigger } from '../domain/run/run-status.ts';
import { insertSql } from './columns.ts';
import type { Scope } from './database.ts';
import type { Run } from './generated/client.ts';
import { JournalStore } from './journal.store.ts';
import type { JournalWrite } from './journal-write.ts';
import { traceIdOf } from './log-rows.ts';
import { newId } from './new-id.ts';
import { refuseIfKilled } from './kill-switch.store.ts';
import { enqueue, TELL_END } from './outbox.ts';
import { json, type Prisma } from './prisma.ts';

export type RunRow = Run;

export interface NewRun {
  readonly agentId: string;
  readonly agentVersionId: string;
  readonly kind: string;
  readonly trigger: RunTrigger;
  readonly input: Record<string, unknown>;
  readonly goals: readonly string[];
  readonly limits: RunLimits;
  /** What the caller asked for, which is in the limits already: retries are bound by it, too. */
  readonly budget?: RunBudget | undefined;
  /** The call that started it, by its UUID, and whether what that was told came from outside. */
  readonly parent?: {
    readonly runId: string;
    readonly turn: number;
    readonly callIndex: number;
    readonly depth: number;
    readonly tainted: boolean;
  };
  /** The run that this one repeats, and whether what that was given came from outside. */
  readonly origin?: {
    readonly runId: string;
    readonly inputTainted: boolean;
    /** Set for a replay: the first turn that is not taken over. */
    readonly fromTurn?: number;
  };
  /** Who asks for it, as records show it, and the member behind that. Under four eyes they do not count. */
  readonly startedBy?: { readonly label: string; readonly personId?: string | undefined } | undefined;
  readonly dryRun?: boolean;
  /** Instead of the version's, in a dry run only. */
  readonly draftSpec?: AgentSpec | undefined;
}

export class RunStore {
  readonly #scope: Scope;

  constructor(scope: Scope) {
    this.#scope = scope;
  }

  /** Stores the run and, in the same transaction, the order to start its workflow. Throws `killed`. */
  async create(run: NewRun): Promise<{ id: string }> {
    const { tx, organizationId } = this.#scope;
    await refuseIfKilled(this.#scope, run.agentId);
    const id = newId();
    const row = {
      id,
      organizationId,
      ...rowOf(run),
      ...originOf(run),
      ...parentOf(run),
      traceId: traceIdOf(id),
    } satisfies Prisma.RunUncheckedCreateInput;
    await tx.$executeRaw(insertSql('run', row));
    const { agentId, kind, trigger } = run;
    const payload = { runId: id, agentId, kind, trigger };
    await enqueue(this.#scope, { kind: 'start_run', dedupeKey: `start_run:${id}`, payload });
    return { id };
  }

  /** Holds the kill switches that could stop a run of the agent until the commit. Throws `killed`. */
  async refuseIfKilled(agentId: string): Promise<void> {
    await refuseIfKilled(this.#scope, agentId);
  }

  async get(id: string): Promise<RunRow | undefined> {
    const { tx, organizationId } = this.#scope;
    return (await tx.run.findFirst({ where: { id, organizationId } })) ?? undefined;
  }

  /**
   * Asks for the end of a run. A queued run ends at once; for an open one the flag is set, so that no further
   * step is recorded, and the workflow is told through the outbox.
   */
  async requestCancel(id: string, by: string): Promise<'cancelled' | 'requested' | 'already_final'> {
    const { tx, organizationId } = this.#scope;
    const [row] = await tx.$queryRaw<{ status: RunStatus }[]>`
      SELECT status FROM run WHERE organization_id = ${organizationId}::uuid AND id = ${id}::uuid FOR UPDATE`;
    if (row === undefined || isFinal(row.status)) return 'already_final';
    const queued = row.status === 'queued';
    await tx.$executeRaw`
      UPDATE run SET cancel_requested_at = coalesce(cancel_requested_at, now()), updated_at = now()
      WHERE organization_id = ${organizationId}::uuid AND id = ${id}::uuid`;
    if (queued) await new JournalStore(this.#scope).record(endOfQueued(id));
    // Also for a queued run: its workflow may be starting at this very moment.
    await enqueue(this.#scope, {
      kind: 'cancel_run',
      dedupeKey: `cancel_run:${id}`,
      payload: { runId: id, by },
    });
    if (!queued) return 'requested';
    await enqueue(this.#scope, { kind: TELL_END, dedupeKey: `${TELL_END}:${id}`, payload: { runId: id } });
    return 'cancelled';
  }
}

/** Of a run that was cancelled before it began. */
function endOfQueued(runId: string): JournalWrite {
  const entry = {
    kind: 'system_event',
    event: 'state_changed',
    prevState: 'queued',
    newState: 'cancelled',
  } as const;
  return {
    runId,
    from: ['queued'],
    evenIfCancelled: true,
    change: { status: 'cancelled' },
    log: [{ entry }],
  };
}

function rowOf({ agentId, agentVersionId, kind, trigger, ...run }: NewRun) {
  return {
    agentId,
    agentVersionId,
    kind,
    trigger,
    startedBy: run.startedBy?.label ?? null,
    startedByPersonId: run.startedBy?.personId ?? null,
    input: json(run.input),
    goals: [...run.goals],
    limits: json(run.limits),
    ...(run.budget === undefined ? {} : { budget: json(run.budget) }),
    dryRun: run.dryRun ?? false,
    ...(run.draftSpec === undefined ? {} : { draftSpec: json(run.draftSpec) }),
  };
}

function parentOf({ parent }: NewRun) {
  if (parent === undefined) return {};
  const { runId: parentRunId, turn: parentTurn, callIndex: parentCallIndex, depth, tainted } = parent;
  return { parentRunId, parentTurn, parentCallIndex, depth, tainted, inputTainted: tainted };
}

function originOf({ origin }: NewRun) {
  if (origin === undefined) return {};
  const { runId: originRunId, inputTainted, fromTurn: replayFromTurn = null } = origin;
  return { originRunId, inputTainted, tainted: inputTainted, replayFromTurn };
}

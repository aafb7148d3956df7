/**
 * The journal of a run. `record` is one atomic write that moves the run's row first: that statement takes the
 * row's lock, checks that the run may still go on, adds the totals and hands out the timeline's numbers.
 */
import type { ApprovalSubject } from '../domain/approval/approval-status.ts';
import { type RunStatus, sourcesOf } from '../domain/run/run-status.ts';
import type { EffectState, ToolEffect, ToolRisk } from '../domain/tools/tool-facts.ts';
import type { Scope } from './database.ts';
import type { Run, RunStep } from './generated/client.ts';
import { LogStore, type NewLogEntry } from './log.store.ts';
import { newId } from './new-id.ts';
import { assignments, type RunChange, sumUsage } from './run-change.ts';
import { json, Prisma } from './prisma.ts';

export type StepStatus =
  | 'valid'
  | 'invalid'
  | 'ready'
  | 'needs_approval'
  | 'started'
  | 'succeeded'
  | 'failed'
  | 'denied'
  | 'rejected'
  | 'unknown';

export interface NewStep {
  readonly turn: number;
  /** -1 for the model call itself. */
  readonly callIndex: number;
  readonly kind: 'model' | 'tool';
  readonly status: StepStatus;
  readonly content: unknown;
  readonly toolName?: string;
  readonly effect?: ToolEffect;
  readonly risk?: ToolRisk;
  readonly argumentsHash?: string;
  readonly result?: unknown;
  readonly startedAt?: Date;
  readonly finished?: boolean;
}

export interface StepChange {
  readonly turn: number;
  readonly callIndex: number;
  /** The change is made only from one of these. */
  readonly from: readonly StepStatus[];
  readonly status: StepStatus;
  readonly result?: unknown;
  readonly content?: unknown;
  readonly argumentsHash?: string;
  readonly effectState?: EffectState;
  readonly started?: boolean;
  readonly finished?: boolean;
  readonly nextAttempt?: boolean;
}

export interface NewApproval {
  readonly agentVersionId: string;
  readonly turn: number;
  readonly callIndex: number;
  readonly subject: ApprovalSubject;
  readonly attempt: number;
  readonly toolName: string;
  readonly arguments: unknown;
  readonly argumentsHash: string;
  readonly effect: string;
  readonly risk: string;
  readonly reason: string;
  readonly taint: boolean;
  readonly timeoutSeconds: number;
}

export interface JournalWrite {
  readonly run: { readonly id: string; readonly agentId: string };
  /** Statuses the run must be in; by default those from which `change.status` may be reached, or `running`. */
  readonly from?: readonly RunStatus[];
  /** Record although a cancel was asked for (the end itself, and what had already happened). */
  readonly evenIfCancelled?: boolean;
  readonly change?: RunChange;
  readonly steps?: readonly NewStep[];
  readonly stepChanges?: readonly StepChange[];
  readonly approvals?: readonly NewApproval[];
  readonly prompt?: { readonly hash: string; readonly parts: unknown };
  readonly log?: readonly NewLogEntry[];
}

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
      SELECT v.spec, v.name AS "agentName", o.name, o.time_zone AS "timeZone", p.parts AS "promptParts"
      FROM run r
      JOIN agent_version v ON v.organization_id = r.organization_id AND v.id = r.agent_version_id
      JOIN organization o ON o.id = r.organization_id
      LEFT JOIN prompt p ON p.organization_id = r.organization_id AND p.hash = r.prompt_hash
      WHERE r.organization_id = ${organizationId}::uuid AND r.id = ${runId}::uuid`;
    if (row === undefined) return undefined;
    const { spec, agentName, promptParts, name, timeZone } = row;
    return { spec, agentName, promptParts, organization: { name, timeZone } };
  }

  async load(runId: string, lastTurns: number): Promise<JournalState | undefined> {
    const { tx, organizationId } = this.#scope;
    const run = await tx.run.findFirst({ where: { id: runId, organizationId } });
    if (run === null) return undefined;
    const steps =
      run.turns === 0
        ? []
        : await tx.runStep.findMany({
            where: { runId, organizationId, turn: { gt: run.turns - lastTurns } },
            orderBy: [{ turn: 'asc' }, { callIndex: 'asc' }],
          });
    return { run, steps };
  }

  /** Writes everything or nothing; throws {@link StaleJournal} when the run has moved on meanwhile. */
  async record(write: JournalWrite): Promise<void> {
    const firstSeq = await this.#moveRun(write);
    if (write.prompt !== undefined) await this.#storePrompt(write.prompt);
    if (write.steps !== undefined && write.steps.length > 0) await this.#insertSteps(write);
    for (const change of write.stepChanges ?? []) await this.#changeStep(write.run.id, change);
    if (write.approvals !== undefined && write.approvals.length > 0) await this.#insertApprovals(write);
    const log = write.log ?? [];
    if (log.length > 0) await new LogStore(this.#scope).append(write.run, firstSeq, log);
  }

  async #moveRun(write: JournalWrite): Promise<number> {
    const { tx, organizationId } = this.#scope;
    const change = write.change ?? {};
    const from = write.from ?? (change.status === undefined ? ['running'] : sourcesOf(change.status));
    const used = sumUsage(write.log ?? []);
    const entries = write.log?.length ?? 0;
    const rows = await tx.$queryRaw<{ next_seq: number }[]>`
      UPDATE run SET
        next_seq = next_seq + ${entries},
        cost_micro_usd = cost_micro_usd + ${used.cost},
        input_tokens = input_tokens + ${used.input},
        cached_tokens = cached_tokens + ${used.cached},
        output_tokens = output_tokens + ${used.output},
        updated_at = now()${assignments(change)}
      WHERE organization_id = ${organizationId}::uuid AND id = ${write.run.id}::uuid
        AND status IN (${Prisma.join([...from])})
        AND (${write.evenIfCancelled === true} OR cancel_requested_at IS NULL)
      RETURNING next_seq`;
    const [row] = rows;
    if (row === undefined) throw new StaleJournal(`run ${write.run.id} is not in ${from.join('|')}`);
    return row.next_seq - entries;
  }

  async #storePrompt(prompt: { hash: string; parts: unknown }): Promise<void> {
    const { tx, organizationId } = this.#scope;
    const row = { organizationId, hash: prompt.hash, parts: json(prompt.parts) };
    await tx.prompt.createMany({ data: [row], skipDuplicates: true });
  }

  async #insertSteps({ run, steps = [] }: JournalWrite): Promise<void> {
    const { tx, organizationId } = this.#scope;
    const now = new Date();
    const { count } = await tx.runStep.createMany({
      data: steps.map((step) => ({
        organizationId,
        runId: run.id,
        turn: step.turn,
        callIndex: step.callIndex,
        kind: step.kind,
        status: step.status,
        content: json(step.content),
        toolName: step.toolName ?? null,
        effect: step.effect ?? null,
        risk: step.risk ?? null,
        effectState: step.effect !== undefined && step.effect !== 'pure' ? 'planned' : null,
        argumentsHash: step.argumentsHash ?? null,
        result: step.result === undefined ? Prisma.DbNull : json(step.result),
        startedAt: step.startedAt ?? null,
        finishedAt: step.finished === true ? now : null,
      })),
      skipDuplicates: true,
    });
    // A step already in the journal belongs to another attempt that was faster: nothing of ours may count.
    if (count !== steps.length) throw new StaleJournal(`run ${run.id} already has a step of this write`);
  }

  async #changeStep(runId: string, change: StepChange): Promise<void> {
    const { tx, organizationId } = this.#scope;
    const now = new Date();
    const { count } = await tx.runStep.updateMany({
      where: {
        runId,
        organizationId,
        turn: change.turn,
        callIndex: change.callIndex,
        status: { in: [...change.from] },
      },
      data: {
        status: change.status,
        ...(change.result === undefined ? {} : { result: json(change.result) }),
        ...(change.content === undefined ? {} : { content: json(change.content) }),
        ...(change.argumentsHash === undefined ? {} : { argumentsHash: change.argumentsHash }),
        ...(change.effectState === undefined ? {} : { effectState: change.effectState }),
        ...(change.started === true ? { startedAt: now } : {}),
        ...(change.finished === true ? { finishedAt: now } : {}),
        ...(change.nextAttempt === true ? { attempt: { increment: 1 } } : {}),
      },
    });
    if (count !== 1)
      throw new StaleJournal(`step ${change.turn}/${change.callIndex} is not in ${change.from.join('|')}`);
  }

  async #insertApprovals({ run, approvals = [] }: JournalWrite): Promise<void> {
    const { tx, organizationId } = this.#scope;
    await tx.approval.createMany({
      data: approvals.map(({ timeoutSeconds, ...approval }) => ({
        ...approval,
        id: newId(),
        organizationId,
        runId: run.id,
        agentId: run.agentId,
        arguments: json(approval.arguments),
        expiresAt: new Date(Date.now() + timeoutSeconds * 1000),
      })),
    });
  }
}

/** Writes how a tool call ended: the step, the effect ledger, the timeline and, if need be, the question. */
import { toPublicId } from '../../domain/ids.ts';
import { isOutside } from '../../domain/provenance.ts';
import type { LogEntryBody } from '../../domain/contracts/log-entries.ts';
import type { JournalWrite, NewApproval, StepChange } from '../../store/journal-write.ts';
import { StaleJournal } from '../../store/journal.store.ts';
import type { NewLogEntry } from '../../store/log-rows.ts';
import { newId } from '../../store/new-id.ts';
import type { RunStep } from '../../store/generated/client.ts';
import type { ToolStepContent } from '../model/conversation.ts';
import type { RecordedWrite, RunSession, RunState } from '../runs/run-session.ts';
import type { CallOutcome, ToolStep } from './execute-call.ts';

export interface EndedCall {
  readonly step: ToolStep;
  readonly outcome: CallOutcome;
}

/** How a run can have ended while one of its effects was under way. */
const ENDED_EARLY = ['cancelled', 'failed'] as const;

/**
 * Records how a call with an effect ended, also when the run was cancelled or killed meanwhile: what has happened to
 * the world stands in the timeline.
 */
export async function recordEffect(session: RunSession, ended: EndedCall): Promise<void> {
  const write = { ...writeOf([ended]), evenIfCancelled: true } as const;
  try {
    await session.record({ ...write, from: ['running', ...ENDED_EARLY] });
  } catch (error) {
    if (!(error instanceof StaleJournal)) throw error;
    // The run has ended, and as nothing was heard of this call it was noted as unknown: now it is known.
    const stepChanges = write.stepChanges?.map((change) => ({ ...change, from: ['unknown'] as const }));
    await session.record({ ...write, stepChanges: stepChanges ?? [], from: ENDED_EARLY });
  }
}

/** Records the outcomes of calls of one turn in one write. */
export async function recordOutcomes(session: RunSession, ended: readonly EndedCall[]): Promise<void> {
  await session.record(writeOf(ended));
}

function writeOf(ended: readonly EndedCall[]): Omit<JournalWrite, 'runId'> {
  const tainted = ended.some(({ outcome }) => isOutside(outcome.provenance));
  return {
    change: tainted ? { tainted: true } : {},
    stepChanges: ended.map(toStepChange),
    log: ended.map(toLogEntry),
  };
}

function toStepChange({ step, outcome }: EndedCall): StepChange {
  const { turn, callIndex, effect } = step;
  return {
    turn,
    callIndex,
    from: ['ready', 'started'],
    status: outcome.status,
    result: outcome.result,
    ...(outcome.provenance === undefined ? {} : { provenance: outcome.provenance }),
    finished: true,
    ...(effect === 'pure' || effect === null
      ? {}
      : { effectState: outcome.status === 'succeeded' ? 'confirmed' : 'planned' }),
  };
}

function toLogEntry({ step, outcome }: EndedCall): NewLogEntry {
  const entry: LogEntryBody = {
    kind: 'tool_call',
    turn: step.turn,
    callIndex: step.callIndex,
    toolName: step.toolName ?? '',
    input: (step.content as unknown as ToolStepContent).arguments,
    output: outcome.result,
    status: outcome.status,
    durationMs: outcome.durationMs,
    ...(outcome.provenance === undefined ? {} : { provenance: outcome.provenance }),
  };
  return { entry, span: { turn: step.turn, call: step.callIndex }, durationMs: outcome.durationMs };
}

/**
 * The effect may have happened: it is never repeated by itself. A person is asked, with what is known; of a run that is
 * being cancelled or has ended, which only the write itself can tell, people are told.
 */
export async function recordUnknown(
  session: RunSession,
  state: RunState,
  step: RunStep,
  why: string,
): Promise<void> {
  const approval = unknownApproval(state, step, why);
  const asking = { ...unknownWrite(step, why, approval), approvals: [approval] };
  try {
    await session.record({ ...asking, from: ['running'] });
  } catch (error) {
    if (!(error instanceof StaleJournal)) throw error;
    await recordUnasked(session, step, why);
  }
}

/** From the rows alone: what the ledger says must not hang on whether the run's agent can still be read. */
export async function recordUnasked(session: RunSession, call: LeftCall, why: string): Promise<void> {
  const write = unknownWrite(call, why);
  await session.record({ ...write, from: ['running', ...ENDED_EARLY], evenIfCancelled: true }, (store) =>
    store.journal.tellOfUnknown({ runId: session.runId, ...call }),
  );
}

/** A call as the effect ledger has it. */
export type LeftCall = Pick<RunStep, 'turn' | 'callIndex' | 'attempt' | 'toolName'>;

function unknownWrite(
  { turn, callIndex, toolName }: LeftCall,
  why: string,
  approval?: NewApproval,
): RecordedWrite {
  const asked = approval === undefined ? {} : { approvalId: toPublicId('approval', approval.id) };
  return {
    stepChanges: [{ turn, callIndex, from: ['started'], status: 'unknown', effectState: 'unknown' }],
    log: [
      {
        entry: {
          kind: 'system_event',
          event: 'effect_unknown',
          reason: why,
          data: { toolName, turn, callIndex, ...asked },
        },
        span: { turn, call: callIndex },
      },
    ],
  };
}

function unknownApproval(state: RunState, step: RunStep, why: string): NewApproval {
  return {
    id: newId(),
    agentVersionId: state.run.agentVersionId,
    turn: step.turn,
    callIndex: step.callIndex,
    subject: 'effect_unknown',
    attempt: step.attempt,
    toolName: step.toolName ?? '',
    arguments: (step.content as unknown as ToolStepContent).arguments,
    argumentsHash: step.argumentsHash ?? '',
    effect: step.effect ?? '',
    risk: step.risk ?? '',
    reason: `${step.toolName ?? 'The action'} may already have been carried out (${why}). Approve to do it again, reject to leave it.`,
    taint: state.run.tainted,
    timeoutSeconds: state.spec.approvalTimeoutSeconds,
    policy: state.spec.approvalPolicy,
  };
}

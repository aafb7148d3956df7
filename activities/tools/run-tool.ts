/**
 * One tool call as an activity of its own. The effect ledger (the journal row) decides what an attempt may do:
 *
 *   ready    → claimed as started/sent, executed, recorded
 *   started  → an earlier attempt died in the middle: reading and idempotent tools go again with the same
 *              key, an at-most-once effect becomes `unknown` and a person is asked
 *   anything else → nothing to do
 */
import { budgetPeriods } from '../../domain/budget/periods.ts';
import type { RunToolInput } from '../../domain/temporal/agent-run.ts';
import { isFinal, type RunStatus } from '../../domain/run/run-status.ts';
import { StaleJournal } from '../../store/journal.store.ts';
import type { RunStep } from '../../store/generated/client.ts';
import type { ActivityDeps } from '../deps.ts';
import { type RecordedWrite, RunSession, type RunState } from '../runs/run-session.ts';
import { StartedChild } from '../../tools/define-tool.ts';
import { recordDelegated } from '../delegation/settle-children.ts';
import { type EndedCall, recordEffect, recordOutcomes, recordUnknown } from './record-outcome.ts';
import { hashArguments } from '../../tools/registry.ts';
import { type CallOutcome, executeCall } from './execute-call.ts';

export async function runTool(deps: ActivityDeps, input: RunToolInput, signal: AbortSignal): Promise<void> {
  const session = new RunSession(deps, input);
  const state = await session.load();
  const step = state.steps.find((item) => item.turn === input.turn && item.callIndex === input.callIndex);
  if (step === undefined)
    throw new Error(`run ${session.runId} has no call ${input.turn}/${input.callIndex}`);
  if (isFinal(state.run.status as RunStatus) || step.finishedAt !== null) return;
  try {
    await runStep(session, state, step, signal);
  } catch (error) {
    // Somebody else recorded this call or ended the run: the journal is right, this attempt is not needed.
    if (!(error instanceof StaleJournal)) throw error;
    deps.log.info({ runId: session.runId, turn: input.turn, call: input.callIndex }, error.message);
  }
}

async function runStep(
  session: RunSession,
  state: RunState,
  step: RunStep,
  signal: AbortSignal,
): Promise<void> {
  if (step.status === 'started' && step.effect === 'at_most_once') {
    await recordUnknown(session, state, step, 'the worker stopped while it was being carried out');
    return;
  }
  if (step.status === 'ready') {
    if (!(await claim(session, state, step))) return;
  } else if (step.status !== 'started') return;
  await session.deps.reach('before_effect');
  const outcome = await executeCall(session, state, step, signal);
  await session.deps.reach('after_effect');
  if (outcome instanceof StartedChild) return recordDelegated(session, step, outcome);
  if (outcome.status === 'unknown') {
    await recordUnknown(session, state, step, (outcome.result as { message: string }).message);
    if (signal.aborted) throw signal.reason;
    return;
  }
  await recordEnd(session, { step, outcome });
  await session.deps.reach('after_effect_recorded');
}

/** Reading that a cancel came before need not be recorded; what happened to the world must be. */
function recordEnd(session: RunSession, ended: EndedCall): Promise<void> {
  return ended.step.effect === 'pure' ? recordOutcomes(session, [ended]) : recordEffect(session, ended);
}

/** An approval binds to exact arguments: should the journal have others than were decided, nothing is carried out. */
function isDrifted({ argumentsHash, content }: RunStep): boolean {
  return (
    argumentsHash !== null && hashArguments((content as { arguments?: unknown }).arguments) !== argumentsHash
  );
}

const DRIFTED: CallOutcome = {
  status: 'failed',
  result: {
    error: {
      code: 'arguments_changed',
      message: 'the arguments are not those that were decided; nothing was done',
    },
  },
  durationMs: 0,
  provenance: undefined,
};

/**
 * From here on the effect may have happened: written down before it is attempted. False when it may not be
 * attempted, which then is the call's outcome: the arguments changed, or the agent has sent its messages of the day.
 */
async function claim(session: RunSession, state: RunState, step: RunStep): Promise<boolean> {
  if (isDrifted(step)) {
    await recordOutcomes(session, [{ step, outcome: DRIFTED }]);
    return false;
  }
  const { turn, callIndex, effect } = step;
  const most = state.spec.maxMessagesPerDay;
  const write: RecordedWrite = {
    stepChanges: [
      {
        turn,
        callIndex,
        from: ['ready'],
        status: 'started',
        started: true,
        ...(effect === 'pure' ? {} : { effectState: 'sent' }),
      },
    ],
  };
  if (most === undefined || step.risk !== 'send') {
    await session.record(write);
    return true;
  }
  const { day } = budgetPeriods(session.deps.now(), state.organization.timeZone);
  const counted = await session.transition(async (store) => {
    const result = await store.budgets.countMessage(state.run.agentId, day, most);
    if (result) await session.write(store, write);
    return { result, written: result ? write : undefined };
  });
  if (!counted) await recordOutcomes(session, [{ step, outcome: enoughMessages(most) }]);
  return counted;
}

function enoughMessages(most: number): CallOutcome {
  const message = `the agent may send ${most} messages a day and has done so; nothing was sent`;
  const result = { error: { code: 'messages_per_day', message } };
  return { status: 'failed', result, durationMs: 0, provenance: undefined };
}

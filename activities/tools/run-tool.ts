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
import type { ToolStepContent } from '../model/conversation.ts';
import { type RecordedWrite, RunSession, type RunState } from '../runs/run-session.ts';
import { StartedChild, type Tool } from '../../tools/define-tool.ts';
import { recordDelegated } from '../delegation/settle-children.ts';
import {
  type EndedCall,
  type LeftCall,
  recordEffect,
  recordOutcomes,
  recordUnasked,
  recordUnknown,
} from './record-outcome.ts';
import { hashArguments } from '../../tools/registry.ts';
import { type CallOutcome, executeCall } from './execute-call.ts';

export async function runTool(deps: ActivityDeps, input: RunToolInput, signal: AbortSignal): Promise<void> {
  const session = new RunSession(deps, input);
  const state = await session.load();
  const step = stepOf(state, input);
  if (step.finishedAt !== null || isNotItsTurn(state, step)) return;
  try {
    await runStep(session, state, step, signal);
  } catch (error) {
    // Somebody else recorded this call or ended the run: the journal is right, this attempt is not needed.
    if (!(error instanceof StaleJournal)) throw error;
    deps.log.info({ runId: session.runId, turn: input.turn, call: input.callIndex }, error.message);
  }
}

/**
 * For a run that has ended: an effect that was under way then, and of which nothing was heard since, may have happened.
 * Nothing is done when it has been recorded meanwhile.
 */
export async function noteLeftEffect(session: RunSession, call: LeftCall): Promise<void> {
  try {
    await recordUnasked(session, call, WORKER_GONE);
  } catch (error) {
    if (!(error instanceof StaleJournal)) throw error;
  }
}

function stepOf({ run, steps }: RunState, { turn, callIndex }: RunToolInput): RunStep {
  const step = steps.find((item) => item.turn === turn && item.callIndex === callIndex);
  if (step === undefined) throw new Error(`run ${run.id} has no call ${turn}/${callIndex}`);
  return step;
}

const WORKER_GONE = 'the worker stopped while it was being carried out';

/**
 * A run that has ended begins nothing more, but must say what it may have done. And an effect before this one, of
 * which nobody knows yet whether it happened, is settled first: this one may depend on it.
 */
function isNotItsTurn({ run, steps }: RunState, step: RunStep): boolean {
  if (isFinal(run.status as RunStatus)) return !isLeftOpen(step);
  return (
    step.status === 'ready' &&
    steps.some(
      ({ turn, callIndex, status, result }) =>
        turn === step.turn && callIndex < step.callIndex && status === 'unknown' && result === null,
    )
  );
}

/** It may have happened. */
const isLeftOpen = ({ status, effect }: RunStep) => status === 'started' && effect !== 'pure';

async function runStep(
  session: RunSession,
  state: RunState,
  step: RunStep,
  signal: AbortSignal,
): Promise<void> {
  const isOver = isFinal(state.run.status as RunStatus);
  if (isLeftOpen(step) && (isOver || step.effect === 'at_most_once')) {
    await recordUnknown(session, state, step, WORKER_GONE);
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

/**
 * An approval binds to exact arguments and to the tool as it was then: when the journal has other arguments than were
 * decided, or the tool would by now make others of them or was approved anew, nothing is carried out. Nor is what went
 * unasked by a grant that is there no more.
 */
function driftOf({ tools, granted }: RunState, step: RunStep): CallOutcome | undefined {
  const tool = tools.find(step.toolName ?? '');
  if (step.argumentsHash === null || tool === undefined) return undefined;
  const content = step.content as Partial<ToolStepContent>;
  if (wasApprovedAnew(tool, step)) return TOOL_CHANGED;
  if (content.byGrant === true && !granted.includes(tool.name)) return GRANT_WITHDRAWN;
  const parsed = tool.input.safeParse(content.arguments);
  const isSame = hashArguments(content.arguments) === step.argumentsHash && parsed.success;
  return isSame && hashArguments(parsed.data) === step.argumentsHash ? undefined : ARGUMENTS_CHANGED;
}

function wasApprovedAnew({ approvedAt }: Pick<Tool, 'approvedAt'>, { content, createdAt }: RunStep): boolean {
  const { toolApprovedAt } = content as Partial<ToolStepContent>;
  return approvedAt !== undefined && approvedAt > new Date(toolApprovedAt ?? createdAt);
}

const ARGUMENTS_CHANGED = refused(
  'arguments_changed',
  'the arguments are not those that were decided; nothing was done',
);
const TOOL_CHANGED = refused(
  'tool_changed',
  'the tool was approved anew since this was asked; nothing was done. Ask again with what it takes now',
);

const GRANT_WITHDRAWN = refused(
  'grant_withdrawn',
  'an owner withdrew the grant by which this went unasked; nothing was done. Ask again, and a person decides',
);

function refused(code: string, message: string): CallOutcome {
  return { status: 'failed', result: { error: { code, message } }, durationMs: 0, provenance: undefined };
}

/**
 * From here on the effect may have happened: written down before it is attempted. False when it may not be
 * attempted, which then is the call's outcome: the arguments changed, or the agent has sent its messages of the day.
 */
async function claim(session: RunSession, state: RunState, step: RunStep): Promise<boolean> {
  const drift = driftOf(state, step);
  if (drift !== undefined) {
    await recordOutcomes(session, [{ step, outcome: drift }]);
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
  return refused(
    'messages_per_day',
    `the agent may send ${most} messages a day and has done so; nothing was sent`,
  );
}

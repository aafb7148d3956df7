/**
 * Advances a run through its journal until the boundary of its granularity, or until something only the
 * workflow can do. Everything is read from the journal first, so an attempt that follows a crash picks up
 * behind the last recorded step and pays for nothing twice.
 */
import { Context } from '@temporalio/activity';
import { toPublicId } from '../../domain/ids.ts';
import type { Spent } from '../../domain/run/delegation.ts';
import { reachedLimit } from '../../domain/run/limits.ts';
import { type CallView, nextAction, type NextAction, type StepView } from '../../domain/run/next-action.ts';
import { isFinal, type RunStatus } from '../../domain/run/run-status.ts';
import type { NextStep, StepInput, ToolCallRef } from '../../domain/temporal/agent-run.ts';
import { StartedChild } from '../../tools/define-tool.ts';
import { StaleJournal } from '../../store/journal.store.ts';
import type { ActivityDeps } from '../deps.ts';
import { toStepFailure } from '../failures.ts';
import { executeCall, type ToolStep, toToolStep } from '../tools/execute-call.ts';
import { recordOutcomes } from '../tools/record-outcome.ts';
import { callModel, type Unasked } from './call-model.ts';
import { closeRun } from './close-run.ts';
import { familySpent } from '../delegation/family-spent.ts';
import { settleChildren } from '../delegation/settle-children.ts';
import { prepareRun } from './prepare.ts';
import { RunSession, type RunState } from './run-session.ts';
import { type Settled, settleApprovals } from './settle-approvals.ts';

/** A burst hands back to the workflow now and then, so that no activity outlives its timeout. */
const BURST_MODEL_CALLS = 20;

export async function advanceRun(
  deps: ActivityDeps,
  input: StepInput,
  signal: AbortSignal,
): Promise<NextStep> {
  const session = new RunSession(deps, input);
  const progress = { modelCalls: 0, stale: 0 };
  for (;;) {
    if (signal.aborted) throw signal.reason;
    try {
      const next = await advanceOnce(session, progress, signal);
      if (next !== undefined) return next;
    } catch (error) {
      // Another attempt, a decision or a cancel was faster: look again at what the journal says now.
      progress.stale += 1;
      if (!(error instanceof StaleJournal) || progress.stale > 10) {
        throw toStepFailure(error, Context.current().info.attempt);
      }
    }
  }
}

interface Progress {
  modelCalls: number;
}

/** One move; undefined means there is more to do here. */
async function advanceOnce(
  session: RunSession,
  progress: Progress,
  signal: AbortSignal,
): Promise<NextStep | undefined> {
  const state = await session.load();
  const status = state.run.status as RunStatus;
  if (isFinal(status)) return { do: 'finish', status };
  if (state.run.cancelRequestedAt !== null) return close(session, 'cancelled');
  if (status === 'queued')
    return takeTurn(session, prepareRun(session, state), state.run.turns + 1, progress, signal);
  const settled = await settle(session, state);
  if (settled.changed) return undefined;
  const action = nextAction(state.steps.map(toView), state.run.turns);
  if (action.type === 'await') return wait(session, state, action, settled);
  if (waitIsOver(state, action)) {
    await session.record({ change: { status: 'running' }, log: [stateChanged('waiting', 'running')] });
    return undefined;
  }
  if (action.type === 'effects') return { do: 'tools', parallel: false, calls: action.calls.map(toRef) };
  if (action.type === 'model') return takeTurn(session, state, action.turn, progress, signal);
  if (session.granularity === 'step') return { do: 'tools', parallel: true, calls: action.calls.map(toRef) };
  await runPure(session, state, stepsOf(state, action.calls), signal);
  return undefined;
}

/** Who waits for budget goes on together with the claim on it. */
function waitIsOver({ run }: RunState, action: NextAction): boolean {
  return run.status === 'waiting' && !(action.type === 'model' && run.waitingFor === 'budget');
}

/** What people decided and what became of children, carried into the journal. */
async function settle(session: RunSession, state: RunState): Promise<Settled> {
  const settled = await settleApprovals(session, state);
  if (settled.changed) return settled;
  return { ...settled, changed: await settleChildren(session, state) };
}

/** A model call and, unless steps are wanted one by one, the pure calls it asks for. */
async function takeTurn(
  session: RunSession,
  state: RunState,
  turn: number,
  progress: Progress,
  signal: AbortSignal,
): Promise<NextStep | undefined> {
  const limit = limitReached(session, state, await familySpent(session, state));
  if (limit !== undefined) return close(session, 'failed', limit, LIMIT_TEXT);
  const allowed = session.granularity === 'burst' ? BURST_MODEL_CALLS : 1;
  if (progress.modelCalls >= allowed) return { do: 'advance', summary: `turn ${turn}` };
  progress.modelCalls += 1;
  const answered = await callModel(session, state, turn, signal);
  if (!('steps' in answered)) return insteadOfAsking(session, answered);
  const { ended, steps } = answered;
  if (ended !== undefined) return { do: 'finish', status: ended };
  const onlyPure =
    steps.length > 0 && steps.every((step) => step.status === 'ready' && step.effect === 'pure');
  // Anything else (questions to people, effects, an answer to be asked again) is read off the journal.
  if (!onlyPure || session.granularity === 'step') return undefined;
  await runPure(session, state, steps.map(toToolStep), signal);
  return session.granularity === 'burst' ? undefined : { do: 'advance', summary: `turn ${turn + 1}` };
}

const LIMIT_TEXT =
  'the run reached a limit of its agent; raise the limit or narrow the task, then start it again';

function insteadOfAsking(session: RunSession, unasked: Unasked): Promise<NextStep> | NextStep {
  return 'next' in unasked ? unasked.next : close(session, 'failed', unasked.limit, AHEAD_TEXT);
}

const AHEAD_TEXT =
  'the next model call could take the run over a limit of its agent; raise the limit or narrow the task, then start it again';

function limitReached(session: RunSession, { run, limits }: RunState, family: Spent) {
  const now = session.deps.now().getTime();
  // Who waits for budget waits until the claim has succeeded: this wait is not in `waitedMs` yet.
  const waitingMs = run.waitingSince === null ? 0 : now - run.waitingSince.getTime();
  const activeMs = now - (run.startedAt ?? run.queuedAt).getTime() - Number(run.waitedMs) - waitingMs;
  return reachedLimit(limits, {
    turns: run.turns,
    toolCalls: run.toolCalls,
    tokens: Number(run.inputTokens + run.outputTokens) + family.tokens,
    costMicroUsd: Number(run.costMicroUsd) + family.costMicroUsd,
    activeMs,
  });
}

async function runPure(
  session: RunSession,
  state: RunState,
  steps: readonly ToolStep[],
  signal: AbortSignal,
): Promise<void> {
  const ended = await Promise.all(
    steps.map(async (step) => ({ step, outcome: await readOnly(session, state, step, signal) })),
  );
  await recordOutcomes(session, ended);
}

async function readOnly(session: RunSession, state: RunState, step: ToolStep, signal: AbortSignal) {
  const outcome = await executeCall(session, state, step, signal);
  if (outcome instanceof StartedChild) throw new Error(`${step.toolName ?? ''} is pure and started a run`);
  return outcome;
}

function stepsOf(state: RunState, calls: readonly CallView[]): ToolStep[] {
  return calls.flatMap((call) =>
    state.steps.filter((step) => step.turn === call.turn && step.callIndex === call.callIndex),
  );
}

async function wait(
  session: RunSession,
  state: RunState,
  action: Extract<NextAction, { type: 'await' }>,
  settled: { readonly timeoutMs: number | undefined; readonly openTools: readonly string[] },
): Promise<NextStep> {
  const { reason } = action;
  if (state.run.status !== 'waiting' || state.run.waitingFor !== reason) {
    if (state.run.status === 'waiting') {
      await session.record({ change: { status: 'running' }, log: [stateChanged('waiting', 'running')] });
    }
    const log = [stateChanged('running', 'waiting', reason)];
    await session.record({ change: { status: 'waiting', waitingFor: reason }, log });
  }
  const timeout = settled.timeoutMs === undefined ? {} : { timeoutMs: settled.timeoutMs };
  return { do: 'wait', for: reason, summary: settled.openTools.join(', '), ...timeout };
}

function close(
  session: RunSession,
  status: 'failed' | 'cancelled',
  code?: string,
  message?: string,
): Promise<NextStep> {
  return closeRun(session.deps, {
    organizationId: toPublicId('organization', session.organizationId),
    runId: toPublicId('run', session.runId),
    status,
    ...(code === undefined ? {} : { code }),
    ...(message === undefined ? {} : { message }),
  });
}

function stateChanged(prevState: string, newState: string, reason?: string) {
  const entry = { kind: 'system_event', event: 'state_changed', prevState, newState } as const;
  return { entry: reason === undefined ? entry : { ...entry, reason } };
}

function toRef({ turn, callIndex, toolName }: CallView): ToolCallRef {
  return { turn, callIndex, toolName, summary: `turn ${turn} · ${toolName}` };
}

function toView(step: RunState['steps'][number]): StepView {
  const { turn, callIndex, kind, status, toolName, effect } = step;
  return { turn, callIndex, kind, status, toolName, effect, hasResult: step.result !== null };
}

/**
 * Claims the worst case of a model call on every budget before it is made. Where there is no room the run does not
 * begin (rejected) or waits: raising the cap, the next day or month, or calls that give back what they did not need
 * wake it.
 */
import { Context } from '@temporalio/activity';
import { budgetPeriods, type BudgetPeriods } from '../../domain/budget/periods.ts';
import { nextChance, refusalText } from '../../domain/budget/refusal.ts';
import { type WorstCase, worstCase } from '../../domain/budget/worst-case.ts';
import type { ErrorCode } from '../../domain/errors.ts';
import type { Spent } from '../../domain/run/delegation.ts';
import type { RunStatus } from '../../domain/run/run-status.ts';
import type { NextStep } from '../../domain/temporal/agent-run.ts';
import type { ClaimAnswer } from '../../store/budgets.store.ts';
import { StaleJournal } from '../../store/journal.store.ts';
import type { NewLogEntry } from '../../store/log-rows.ts';
import { newId } from '../../store/new-id.ts';
import { recordStop } from './budget-alerts.ts';
import { familySpent } from '../delegation/family-spent.ts';
import { chargeLost } from './lost-calls.ts';
import type { RecordedWrite, RunSession, RunState } from './run-session.ts';

export interface PlannedCall {
  readonly turn: number;
  readonly model: string;
  /** Of the request; see requestOf. */
  readonly bytes: number;
  readonly maxTokens: number;
  /** How the run begins or goes on, recorded together with the claim. */
  readonly begin: RecordedWrite | undefined;
  /** From the models of the chain before this one: recorded with whatever the run does instead of asking this one. */
  readonly failovers: readonly NewLogEntry[];
}

export interface GrantedClaim {
  readonly reservationId: string;
  readonly day: string;
  /** What is reserved. */
  readonly worst: WorstCase;
}

export type Claim =
  | GrantedClaim
  /** What the run does instead of asking. */
  | { readonly next: NextStep }
  /** The limit of the run itself that the call could exceed. */
  | { readonly limit: ErrorCode };

/** Kinds whose runs the budget of learning pays. */
const LEARNING_KIND = 'reflection';

export async function claimBudget(session: RunSession, state: RunState, call: PlannedCall): Promise<Claim> {
  const { deps } = session;
  const periods = budgetPeriods(deps.now(), state.organization.timeZone);
  const reservationId = newId();
  const worst = worstCase(call.model, call, deps.priceOverrides);
  const limit = exceededLimit(state, await familySpent(session, state), worst);
  if (limit !== undefined) {
    if (call.failovers.length > 0) await session.record({ log: call.failovers });
    return { limit };
  }
  const claim = {
    reservationId,
    runId: session.runId,
    turn: call.turn,
    attempt: Context.current().info.attempt,
    model: call.model,
    learning: state.run.kind === LEARNING_KIND,
    day: periods.day,
    month: periods.month,
    atOnce: deps.modelCallsAtOnce,
    ...worst,
  };
  const answer = await session.transition(async (store) => {
    const result = await store.budgets.reserve(claim);
    if (result.result === 'stale') throw new StaleJournal(`run ${session.runId} has moved on`);
    // A run that only has to wait for others begins, and waits.
    const waits = result.result === 'exceeded' && result.contended && isUnbegun(call);
    if (waits && call.begin !== undefined) await session.write(store, call.begin);
    const alerts = result.result === 'exceeded' ? await recordStop(store, result, state.agentName) : [];
    const written = withEntries(call, result, writeFor(state, call, result), alerts);
    if (written !== undefined) await session.write(store, written);
    return { result, written };
  });
  if (answer.result === 'reserved') return { reservationId, day: periods.day, worst };
  if (answer.result !== 'lost') return { next: nextAfter(call, answer, periods) };
  await chargeLost(session, answer.reservations);
  throw new StaleJournal(`run ${session.runId} had a model call whose answer was lost; now it is charged`);
}

/** A limit of the run holds as hard as a budget: a call that could exceed it is not made. */
function exceededLimit({ run, limits }: RunState, family: Spent, worst: WorstCase): ErrorCode | undefined {
  const tokens = Number(run.inputTokens + run.outputTokens) + family.tokens;
  if (tokens + worst.inputTokens + worst.outputTokens > limits.maxTokens) return 'limit_tokens';
  const costMicroUsd = Number(run.costMicroUsd) + family.costMicroUsd;
  return costMicroUsd + worst.costMicroUsd > limits.maxCostMicroUsd ? 'limit_cost' : undefined;
}

/** What the timeline shows besides: the models that failed before, and that people were told of the cap. */
function withEntries(
  { failovers }: PlannedCall,
  { result }: ClaimAnswer,
  written: RecordedWrite | undefined,
  alerts: readonly NewLogEntry[],
): RecordedWrite | undefined {
  // With a claim the call is made: its answer brings the failovers along.
  const before = result === 'reserved' || result === 'lost' ? [] : failovers;
  if (before.length + alerts.length === 0) return written;
  // A run that waits already, or only pauses, stays what it is.
  const { log = [], ...rest } = written ?? { from: ['running', 'waiting'] };
  return { ...rest, log: [...before, ...log, ...alerts] };
}

/** What the answer makes of the run. Undefined: nothing, it stays where it is. */
function writeFor(state: RunState, call: PlannedCall, answer: ClaimAnswer): RecordedWrite | undefined {
  switch (answer.result) {
    case 'reserved':
      return call.begin;
    case 'exceeded':
      if (isUnbegun(call) && !answer.contended) {
        return ending('queued', 'rejected', 'budget_exceeded', refusalText(answer, state.agentName));
      }
      return isParked(state, call) ? undefined : parking(refusalText(answer, state.agentName), answer);
    case 'unpriced':
      return ending(
        isUnbegun(call) ? 'queued' : 'running',
        isUnbegun(call) ? 'rejected' : 'failed',
        'price_unknown',
        `nobody knows what the model "${call.model}" costs, so no budget can hold: name its price in LLM_PRICES, ` +
          'choose a model of the price table, or let an owner or admin allow models without a price under Settings, Budgets',
      );
    default:
      return undefined;
  }
}

/** The run's first claim, with which it begins or does not. */
function isUnbegun({ begin }: PlannedCall): boolean {
  return begin?.prompt !== undefined;
}

/** It waits for the budget already; only the first claim of an attempt finds it so. */
function isParked({ run }: RunState, { begin }: PlannedCall): boolean {
  return run.status === 'waiting' && begin !== undefined;
}

function parking(reason: string, answer: Extract<ClaimAnswer, { result: 'exceeded' }>): RecordedWrite {
  const { result: _result, alert: _alert, ...data } = answer;
  return {
    change: { status: 'waiting', waitingFor: 'budget' },
    log: [
      { entry: { kind: 'system_event', event: 'budget_exceeded', reason, data } },
      {
        entry: {
          kind: 'system_event',
          event: 'state_changed',
          prevState: 'running',
          newState: 'waiting',
          reason: 'budget',
        },
      },
    ],
  };
}

function ending(
  prevState: RunStatus,
  status: 'rejected' | 'failed',
  code: 'budget_exceeded' | 'price_unknown',
  message: string,
): RecordedWrite {
  return {
    change: { status, error: { code, message } },
    log: [
      { entry: { kind: 'system_event', event: 'budget_exceeded', reason: message, data: { code } } },
      { entry: { kind: 'system_event', event: 'state_changed', prevState, newState: status, reason: code } },
    ],
  };
}

/** Long enough for another call to end, short enough for nobody to notice. */
const PAUSE_MS = 1_000;

function nextAfter(
  call: PlannedCall,
  answer: Exclude<ClaimAnswer, { result: 'reserved' | 'lost' }>,
  periods: BudgetPeriods,
): NextStep {
  if (answer.result === 'busy') {
    return {
      do: 'pause',
      ms: PAUSE_MS,
      summary: `turn ${call.turn} · other model calls of the organization`,
    };
  }
  if (answer.result === 'unpriced' || answer.result === 'stale' || (isUnbegun(call) && !answer.contended)) {
    return { do: 'finish', status: isUnbegun(call) ? 'rejected' : 'failed' };
  }
  const chance = nextChance(answer, periods);
  const whose = answer.period === null ? answer.scope : `${answer.scope} ${answer.period}`;
  return {
    do: 'wait',
    for: 'budget',
    summary: whose,
    ...(chance === undefined ? {} : { timeoutMs: Math.max(1_000, chance.getTime() - Date.now()) }),
  };
}

/** Carries people's decisions into the journal and says how long the rest may still take. */
import { toPublicId } from '../../domain/ids.ts';
import { hashArguments } from '../../tools/registry.ts';
import type { Approval } from '../../store/generated/client.ts';
import type { StepChange } from '../../store/journal-write.ts';
import type { NewLogEntry } from '../../store/log-rows.ts';
import type { RunSession, RunState } from './run-session.ts';

export interface Settled {
  /** Something was decided since the last look. */
  readonly changed: boolean;
  /** Time until the earliest deadline of what is still open, in ms. */
  readonly timeoutMs: number | undefined;
  readonly openTools: readonly string[];
}

export async function settleApprovals(session: RunSession, state: RunState): Promise<Settled> {
  const turn = state.run.turns;
  const waiting = state.steps.filter(
    (step) =>
      step.turn === turn && step.result === null && ['needs_approval', 'unknown'].includes(step.status),
  );
  if (waiting.length === 0) return { changed: false, timeoutMs: undefined, openTools: [] };
  const { approvals, expired } = await session.transact(async (store) => {
    const overdue = await store.approvals.expireOverdue(session.runId);
    return { approvals: await store.approvals.ofTurn(session.runId, turn), expired: overdue };
  });
  const decisions = waiting.flatMap((step) => {
    const subject = step.status === 'unknown' ? 'effect_unknown' : 'tool_call';
    const attempt = subject === 'effect_unknown' ? step.attempt : 1;
    const approval = approvals.find(
      (item) => item.callIndex === step.callIndex && item.subject === subject && item.attempt === attempt,
    );
    return approval === undefined || approval.status === 'pending' ? [] : [approval];
  });
  const open = approvals.filter((approval) => approval.status === 'pending');
  if (decisions.length > 0) {
    await session.record({
      from: ['running', 'waiting'],
      stepChanges: decisions.map(toStepChange),
      log: [...expired.map(expiredEntry), ...decisions.flatMap(refusedEntry)],
    });
  }
  return {
    changed: decisions.length > 0,
    timeoutMs:
      open.length === 0
        ? undefined
        : Math.max(50, Math.min(...open.map((a) => a.expiresAt.getTime())) - Date.now()),
    openTools: open.map((approval) => approval.toolName),
  };
}

function toStepChange(approval: Approval): StepChange {
  const { turn, callIndex, subject, status } = approval;
  const from = subject === 'effect_unknown' ? (['unknown'] as const) : (['needs_approval'] as const);
  // A repeated effect is a new attempt: should it end unknown again, a new question can be asked.
  const nextAttempt = subject === 'effect_unknown';
  if (status === 'approved') {
    return { turn, callIndex, from, status: 'ready', effectState: 'planned', nextAttempt };
  }
  if (status === 'edited') {
    const content = { arguments: approval.decidedArguments, edited: true };
    const argumentsHash = approval.decidedArgumentsHash ?? hashArguments(approval.decidedArguments);
    return {
      turn,
      callIndex,
      from,
      status: 'ready',
      content,
      argumentsHash,
      effectState: 'planned',
      nextAttempt,
    };
  }
  const kept = subject === 'effect_unknown' ? 'unknown' : 'rejected';
  return { turn, callIndex, from, status: kept, result: refusal(approval), finished: true };
}

/** What the model is told when a person said no, or nobody said anything. */
function refusal(approval: Approval): { error: { code: string; message: string } } {
  const why = approval.decisionReason === null ? '' : `: ${approval.decisionReason}`;
  if (approval.subject === 'effect_unknown') {
    const decided =
      approval.status === 'expired'
        ? 'nobody decided in time whether to repeat it, so it was not repeated'
        : `a person decided not to repeat it${why}`;
    const message = `it is unknown whether this was carried out, and ${decided}`;
    return { error: { code: 'effect_unknown', message } };
  }
  if (approval.status === 'expired')
    return { error: { code: 'approval_expired', message: `nobody approved this in time${why}` } };
  return { error: { code: 'approval_rejected', message: `a person did not allow this${why}` } };
}

function refusedEntry(approval: Approval): NewLogEntry[] {
  if (approval.status === 'approved' || approval.status === 'edited') return [];
  return [
    {
      entry: {
        kind: 'tool_call',
        turn: approval.turn,
        callIndex: approval.callIndex,
        toolName: approval.toolName,
        input: approval.arguments,
        output: refusal(approval),
        status: approval.subject === 'effect_unknown' ? 'unknown' : 'rejected',
        durationMs: 0,
      },
      span: { turn: approval.turn, call: approval.callIndex },
    },
  ];
}

function expiredEntry(approval: Approval): NewLogEntry {
  return {
    entry: {
      kind: 'system_event',
      event: 'approval_decided',
      newState: 'expired',
      reason: 'nobody decided before the deadline',
      data: {
        toolName: approval.toolName,
        approvalId: toPublicId('approval', approval.id),
        decidedBy: 'system',
        decidedVia: 'system',
      },
    },
    span: { turn: approval.turn, call: approval.callIndex },
  };
}

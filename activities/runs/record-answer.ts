/** Records a judged answer: the steps it asks for, the questions to people, the timeline and what it cost. */
import { toPublicId } from '../../domain/ids.ts';
import { invalidInARow, MAX_REASKS } from '../../domain/run/next-action.ts';
import type { NewApproval, NewStep } from '../../store/journal-write.ts';
import type { NewLogEntry } from '../../store/log-rows.ts';
import { newId } from '../../store/new-id.ts';
import type { ModelStepContent } from '../model/conversation.ts';
import { type Asked, generationEntry } from './generation-entry.ts';
import { contentOf, type Judgement } from './judge-answer.ts';
import {
  bringsOutsideText,
  type Decided,
  type DecidedCall,
  recordedEntries,
  recordedStep,
  withRecordings,
} from './recorded-results.ts';
import type { RunSession, RunState } from './run-session.ts';
import { settleAndRecord } from './settle-answer.ts';

/** How the answer was asked for: `fallback` is the kind's second way, without a response format. */
export type AnswerMode = 'normal' | 'fallback';

export interface RecordedAnswer {
  /** Set when the answer ended the run. */
  readonly ended: 'completed' | 'failed' | undefined;
  /** The tool calls it asked for, as they stand in the journal. */
  readonly steps: readonly NewStep[];
}

export async function recordAnswer(
  session: RunSession,
  state: RunState,
  turn: number,
  { mode, asked, judgement: judged }: { mode: AnswerMode; asked: Asked; judgement: Judgement },
): Promise<RecordedAnswer> {
  const judgement = await withRecordings(session, state, judged);
  const outcome = outcomeOf(state, turn, mode, judgement);
  const content: ModelStepContent & { nextMode?: string } = {
    text: asked.answer.text,
    calls: judgement.type === 'calls' ? judgement.calls.length : 0,
    finishReason: asked.answer.finishReason,
    mode,
    ...outcome.content,
  };
  const model: NewStep = {
    turn,
    callIndex: -1,
    kind: 'model',
    status: judgement.type === 'invalid' ? 'invalid' : 'valid',
    content,
    startedAt: new Date(Date.now() - asked.durationMs),
    finished: true,
  };
  const calls = judgement.type === 'calls' ? judgement.calls : [];
  const steps = calls.map((call, i) => toStep(call, turn, i));
  const approvals = calls.flatMap((call, i) => toApproval(state, call, turn, i));
  const generation = generationEntry(session, turn, asked, judged);
  const write = {
    change: {
      turns: 1,
      toolCalls: calls.length,
      ...(bringsOutsideText(calls) ? { tainted: true } : {}),
      ...outcome.change,
      ...(outcome.status ? { status: outcome.status } : {}),
    },
    steps: [model, ...steps],
    approvals,
    log: [
      ...outcome.log,
      ...approvals.map(requested),
      ...refusedEntries(calls, turn),
      ...recordedEntries(calls, turn),
    ],
  };
  const { reservationId } = asked.claim;
  const paid = [...asked.failovers, generation];
  await settleAndRecord(session, { reservationId, usage: generation.usage, paid, write });
  return { ended: outcome.status, steps };
}

interface Outcome {
  readonly status?: 'completed' | 'failed';
  readonly change: { readonly output?: unknown; readonly error?: { code: string; message: string } };
  readonly content: { readonly problem?: string; readonly nextMode?: string };
  readonly log: readonly NewLogEntry[];
}

/** What the judgement means for the run: go on, ask again, end well or end badly. */
function outcomeOf(state: RunState, turn: number, mode: AnswerMode, judgement: Decided): Outcome {
  if (judgement.type === 'calls') return { change: {}, content: {}, log: [] };
  if (judgement.type === 'final') {
    const done = {
      kind: 'system_event',
      event: 'state_changed',
      prevState: 'running',
      newState: 'completed',
    } as const;
    return { status: 'completed', change: { output: judgement.output }, content: {}, log: [{ entry: done }] };
  }
  return invalidOutcome(state, turn, mode, judgement);
}

function invalidOutcome(
  state: RunState,
  turn: number,
  mode: AnswerMode,
  { problem, unreadable }: Extract<Decided, { type: 'invalid' }>,
): Outcome {
  const { fallback } = state.kind;
  const rejected: NewLogEntry = {
    entry: { kind: 'system_event', event: 'model_output_rejected', reason: problem },
    span: { turn },
  };
  if (unreadable && mode === 'normal' && fallback !== undefined) {
    const { fromPath, toPath, instructions } = fallback;
    const failover: NewLogEntry = {
      entry: { kind: 'failover', fromPath, toPath, reason: problem },
      span: { turn },
    };
    return {
      change: {},
      content: { problem: instructions, nextMode: 'fallback' },
      log: [rejected, failover],
    };
  }
  const failedBefore = invalidInARow(state.steps);
  if (failedBefore >= MAX_REASKS || mode === 'fallback') {
    const message = `the model's answer could not be used after ${failedBefore} further tries: ${problem}`;
    const failed = {
      kind: 'system_event',
      event: 'state_changed',
      prevState: 'running',
      newState: 'failed',
    } as const;
    return {
      status: 'failed',
      change: { error: { code: 'model_output_invalid', message } },
      content: { problem },
      log: [rejected, { entry: { ...failed, reason: 'model_output_invalid' } }],
    };
  }
  return { change: {}, content: { problem }, log: [rejected] };
}

function toStep(call: DecidedCall, turn: number, callIndex: number): NewStep {
  const { policy, tool } = call;
  return {
    turn,
    callIndex,
    kind: 'tool',
    status: statusOf(policy),
    content: contentOf(call),
    toolName: tool.name,
    effect: tool.effect,
    risk: tool.risk,
    argumentsHash: call.argumentsHash,
    ...(isRefused(policy) ? { result: refusalOf(policy), finished: true } : {}),
    ...(policy.verdict === 'recorded' ? recordedStep(policy) : {}),
  };
}

function statusOf(policy: DecidedCall['policy']): NewStep['status'] {
  if (policy.verdict === 'recorded') return policy.status;
  return policy.verdict === 'allowed' ? 'ready' : policy.verdict;
}

function toApproval(state: RunState, call: DecidedCall, turn: number, callIndex: number): NewApproval[] {
  if (call.policy.verdict !== 'needs_approval') return [];
  return [
    {
      id: newId(),
      agentVersionId: state.run.agentVersionId,
      turn,
      callIndex,
      subject: 'tool_call',
      attempt: 1,
      toolName: call.tool.name,
      arguments: call.arguments,
      argumentsHash: call.argumentsHash,
      effect: call.tool.effect,
      risk: call.tool.risk,
      reason: call.policy.reason,
      taint: state.run.tainted,
      timeoutSeconds: state.spec.approvalTimeoutSeconds,
      policy: state.spec.approvalPolicy,
    },
  ];
}

function requested({ id, toolName, reason, turn, callIndex }: NewApproval): NewLogEntry {
  const data = { toolName, approvalId: toPublicId('approval', id) };
  return {
    entry: { kind: 'system_event', event: 'approval_requested', reason, data },
    span: { turn, call: callIndex },
  };
}

type Refusal = Extract<DecidedCall['policy'], { verdict: 'denied' | 'skipped' }>;

/** Never carried out: denied by the policy, or left out of a dry run. */
function isRefused(policy: DecidedCall['policy']): policy is Refusal {
  return policy.verdict === 'denied' || policy.verdict === 'skipped';
}

function refusalOf({ verdict, reason }: Refusal) {
  return { error: { code: verdict, message: reason } };
}

function refusedEntries(calls: readonly DecidedCall[], turn: number): NewLogEntry[] {
  return calls.flatMap(({ tool, policy, arguments: input }, callIndex) => {
    if (!isRefused(policy)) return [];
    const entry = {
      kind: 'tool_call',
      turn,
      callIndex,
      toolName: tool.name,
      input,
      output: refusalOf(policy),
      status: policy.verdict,
      durationMs: 0,
    } as const;
    return [{ entry, span: { turn, call: callIndex } }];
  });
}

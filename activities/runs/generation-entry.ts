/** The timeline's entry of one model call, with its tokens and its price. */
import { Context } from '@temporalio/activity';
import { priceCall } from '../../domain/budget/pricing.ts';
import type { NewLogEntry, NewUsage } from '../../store/log-rows.ts';
import type { ModelAnswer } from '../model/answer-reader.ts';
import type { GrantedClaim } from './budget-claim.ts';
import type { Judgement } from './judge-answer.ts';
import type { RunSession } from './run-session.ts';

export interface Asked {
  readonly answer: ModelAnswer;
  readonly model: string;
  readonly durationMs: number;
  readonly promptSummary: string;
  readonly failovers: readonly NewLogEntry[];
  /** On the budgets. */
  readonly claim: GrantedClaim;
}

export function generationEntry(
  session: RunSession,
  turn: number,
  asked: Asked,
  judgement: Judgement,
): NewLogEntry & { readonly usage: NewUsage } {
  const { answer } = asked;
  const names = judgement.type === 'calls' ? judgement.calls.map((call) => call.tool.name) : [];
  return {
    entry: {
      kind: 'llm_generation',
      turn,
      provider: session.deps.model.provider,
      model: answer.model,
      finishReason: answer.finishReason,
      promptSummary: asked.promptSummary,
      completionSummary: names.length > 0 ? `calls ${names.join(', ')}` : answer.text.slice(0, 300),
      toolCalls: names.length,
      attempt: Context.current().info.attempt,
    },
    span: { turn, call: 'model' },
    durationMs: asked.durationMs,
    usage: usageOf(session, asked),
  };
}

function usageOf({ deps }: RunSession, { answer, model, claim }: Asked): NewUsage {
  const call = { provider: deps.model.provider, model: answer.model, day: claim.day };
  const reported = answer.usage;
  if (reported === undefined) return { ...call, ...mostOf(claim), source: 'estimated' };
  const { inputTokens, cachedTokens, outputTokens, reasoningTokens, costUsd } = reported;
  const tokens = { inputTokens, cachedTokens, outputTokens, reasoningTokens };
  return {
    ...call,
    ...tokens,
    ...priceCall(model, tokens, costUsd, deps.priceOverrides),
    source: 'reported',
  };
}

/** Whose tokens nobody counted costs what was reserved for it: a budget must never be undercounted. */
function mostOf({ worst }: GrantedClaim) {
  const { inputTokens, outputTokens, costMicroUsd, priceSource } = worst;
  return { inputTokens, cachedTokens: 0, outputTokens, reasoningTokens: 0, costMicroUsd, priceSource };
}

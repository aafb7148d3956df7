/** The timeline's entry of one model call, with its tokens and its price. */
import { Context } from '@temporalio/activity';
import { priceCall } from '../../domain/budget/pricing.ts';
import type { NewLogEntry, NewUsage } from '../../store/log-rows.ts';
import type { ModelAnswer } from '../model/answer-reader.ts';
import type { Judgement } from './judge-answer.ts';
import type { RunSession } from './run-session.ts';

export interface Asked {
  readonly answer: ModelAnswer;
  readonly model: string;
  readonly durationMs: number;
  readonly promptSummary: string;
  readonly promptLength: number;
  readonly failovers: readonly NewLogEntry[];
  /** On the budgets. */
  readonly claim: { readonly reservationId: string; readonly day: string };
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

function usageOf({ deps }: RunSession, { answer, model, promptLength, claim }: Asked): NewUsage {
  const reported = answer.usage;
  // About four characters make a token; marked as estimated wherever it is shown.
  const usage = reported ?? {
    inputTokens: Math.ceil(promptLength / 4),
    cachedTokens: 0,
    outputTokens: Math.ceil(answer.text.length / 4),
    reasoningTokens: 0,
  };
  const { costMicroUsd, priceSource } = priceCall(model, usage, reported?.costUsd, deps.priceOverrides);
  return {
    provider: deps.model.provider,
    model: answer.model,
    inputTokens: usage.inputTokens,
    cachedTokens: usage.cachedTokens,
    outputTokens: usage.outputTokens,
    reasoningTokens: usage.reasoningTokens,
    costMicroUsd,
    priceSource,
    source: reported === undefined ? 'estimated' : 'reported',
    day: claim.day,
  };
}

/**
 * The most that a model call can cost, known before it is made: a token is at least one byte of what is sent, and
 * the answer is bounded by `max_tokens`, which is always sent.
 */
import { priceCall, type TokenPrice } from './pricing.ts';

export interface WorstCase {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly costMicroUsd: number;
  /** `unknown` when nobody knows the model's price. */
  readonly priceSource: string;
}

/** Providers wrap messages and tools in tokens of their own; the JSON around ours is longer than those. */
const FRAME_TOKENS = 64;

export function worstCase(
  model: string,
  request: { readonly bytes: number; readonly maxTokens: number },
  overrides: Readonly<Record<string, TokenPrice>>,
): WorstCase {
  const inputTokens = request.bytes + FRAME_TOKENS;
  const outputTokens = request.maxTokens;
  // Nothing cached: that is the dearest.
  const tokens = { inputTokens, cachedTokens: 0, outputTokens };
  return { inputTokens, outputTokens, ...priceCall(model, tokens, undefined, overrides) };
}

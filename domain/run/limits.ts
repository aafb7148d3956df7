/** Limits of one run. Reaching one ends the run as `failed` with the code named here, never silently. */
import type { ErrorCode } from '../errors.ts';

export interface RunLimits {
  readonly maxTurns: number;
  readonly maxToolCalls: number;
  /** Input plus output tokens over all model calls of the run. */
  readonly maxTokens: number;
  readonly maxCostMicroUsd: number;
  /** From the start of the run, waiting for people not counted. */
  readonly maxActiveMs: number;
}

export const DEFAULT_RUN_LIMITS: RunLimits = {
  maxTurns: 50,
  maxToolCalls: 200,
  maxTokens: 2_000_000,
  maxCostMicroUsd: 5_000_000,
  maxActiveMs: 60 * 60 * 1000,
};

export interface RunTotals {
  readonly turns: number;
  readonly toolCalls: number;
  readonly tokens: number;
  readonly costMicroUsd: number;
  readonly activeMs: number;
}

/** The limit a run has reached before its next model call, or undefined. */
export function reachedLimit(limits: RunLimits, totals: RunTotals): ErrorCode | undefined {
  if (totals.turns >= limits.maxTurns) return 'limit_turns';
  if (totals.toolCalls >= limits.maxToolCalls) return 'limit_tool_calls';
  if (totals.tokens >= limits.maxTokens) return 'limit_tokens';
  if (totals.costMicroUsd >= limits.maxCostMicroUsd) return 'limit_cost';
  if (totals.activeMs >= limits.maxActiveMs) return 'limit_wall_clock';
  return undefined;
}

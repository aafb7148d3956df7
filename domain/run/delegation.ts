/** What a run may hand to others: how deep, and how much of what is left to it. */
import type { RunLimits } from './limits.ts';

/** A run that no other started has depth 0. */
export const MAX_DEPTH = 3;

export interface Spent {
  readonly costMicroUsd: number;
  readonly tokens: number;
}

interface AskedShare {
  readonly maxCostMicroUsd?: number | undefined;
  readonly maxTokens?: number | undefined;
}

export interface Share {
  readonly maxCostMicroUsd: number;
  readonly maxTokens: number;
}

/**
 * The share of a child: what was asked, half of what is left when nothing was, and never more than is left. `spent` is
 * what the parent and its other children have used or may still use. Undefined when nothing is left.
 */
export function shareOf(
  limits: Pick<RunLimits, 'maxCostMicroUsd' | 'maxTokens'>,
  spent: Spent,
  asked: AskedShare,
): Share | undefined {
  const maxCostMicroUsd = part(limits.maxCostMicroUsd - spent.costMicroUsd, asked.maxCostMicroUsd);
  const maxTokens = part(limits.maxTokens - spent.tokens, asked.maxTokens);
  return maxCostMicroUsd < 1 || maxTokens < 1 ? undefined : { maxCostMicroUsd, maxTokens };
}

function part(left: number, asked = Math.floor(left / 2)): number {
  return Math.min(left, asked);
}

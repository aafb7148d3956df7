/** The limits of one run: the agent's own (or the defaults), made tighter by what the caller asks. */
import type { AgentSpec } from '../agent/agent-spec.ts';
import { DEFAULT_RUN_LIMITS, type RunLimits } from './limits.ts';

export interface RunBudget {
  readonly maxCostMicroUsd?: number | undefined;
  readonly maxTokens?: number | undefined;
}

export function resolveRunLimits(agent: AgentSpec['limits'], budget: RunBudget = {}): RunLimits {
  return {
    maxTurns: agent.maxTurns ?? DEFAULT_RUN_LIMITS.maxTurns,
    maxToolCalls: agent.maxToolCalls ?? DEFAULT_RUN_LIMITS.maxToolCalls,
    maxTokens: tighter(agent.maxTokens ?? DEFAULT_RUN_LIMITS.maxTokens, budget.maxTokens),
    maxCostMicroUsd: tighter(
      agent.maxCostMicroUsd ?? DEFAULT_RUN_LIMITS.maxCostMicroUsd,
      budget.maxCostMicroUsd,
    ),
    maxActiveMs: agent.maxActiveMs ?? DEFAULT_RUN_LIMITS.maxActiveMs,
  };
}

function tighter(limit: number, asked: number | undefined): number {
  return asked === undefined ? limit : Math.min(limit, asked);
}

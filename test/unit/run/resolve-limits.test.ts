import assert from 'node:assert/strict';
import { DEFAULT_RUN_LIMITS } from '../../../domain/run/limits.ts';
import { resolveRunLimits } from '../../../domain/run/resolve-limits.ts';

describe('the limits of a run', () => {
  it('are the defaults when nobody says anything', () => {
    assert.deepEqual(resolveRunLimits({}), DEFAULT_RUN_LIMITS);
  });

  it("are the agent's, above or below the defaults, and tighter when the run asks for it", () => {
    const limits = resolveRunLimits(
      { maxTurns: 2000, maxTokens: 100 },
      { maxTokens: 50, maxCostMicroUsd: 10 },
    );
    assert.deepEqual(limits, { ...DEFAULT_RUN_LIMITS, maxTurns: 2000, maxTokens: 50, maxCostMicroUsd: 10 });
  });

  it('are never widened by the run', () => {
    const limits = resolveRunLimits({ maxTokens: 100 }, { maxTokens: 1_000_000_000 });
    assert.equal(limits.maxTokens, 100);
  });
});

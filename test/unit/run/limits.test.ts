import assert from 'node:assert/strict';
import fc from 'fast-check';
import { DEFAULT_RUN_LIMITS, reachedLimit, type RunTotals } from '../../../domain/run/limits.ts';
import { resolveRunLimits } from '../../../domain/run/resolve-limits.ts';

const NOTHING: RunTotals = { turns: 0, toolCalls: 0, tokens: 0, costMicroUsd: 0, activeMs: 0 };

const PAIRS = [
  ['turns', 'maxTurns', 'limit_turns'],
  ['toolCalls', 'maxToolCalls', 'limit_tool_calls'],
  ['tokens', 'maxTokens', 'limit_tokens'],
  ['costMicroUsd', 'maxCostMicroUsd', 'limit_cost'],
  ['activeMs', 'maxActiveMs', 'limit_wall_clock'],
] as const;

describe('the limits of a run', () => {
  for (const [total, limit, code] of PAIRS) {
    it(`end it as ${code} at ${limit} and not one before`, () => {
      const most = DEFAULT_RUN_LIMITS[limit];
      assert.equal(reachedLimit(DEFAULT_RUN_LIMITS, { ...NOTHING, [total]: most - 1 }), undefined);
      assert.equal(reachedLimit(DEFAULT_RUN_LIMITS, { ...NOTHING, [total]: most }), code);
      assert.equal(reachedLimit(DEFAULT_RUN_LIMITS, { ...NOTHING, [total]: most + 1 }), code);
    });
  }

  it('are reached exactly when one of the totals is', () => {
    const amount = fc.integer({ min: 0, max: 1000 });
    const totals = fc.record({
      turns: amount,
      toolCalls: amount,
      tokens: amount,
      costMicroUsd: amount,
      activeMs: amount,
    });
    const most = fc.integer({ min: 1, max: 1000 });
    const limits = fc.record({
      maxTurns: most,
      maxToolCalls: most,
      maxTokens: most,
      maxCostMicroUsd: most,
      maxActiveMs: most,
    });
    fc.assert(
      fc.property(limits, totals, (max, now) => {
        const reached = PAIRS.some(([total, limit]) => now[total] >= max[limit]);
        assert.equal(reachedLimit(max, now) !== undefined, reached);
      }),
    );
  });

  it('are the defaults where the agent has none of its own', () => {
    assert.deepEqual(resolveRunLimits({}), DEFAULT_RUN_LIMITS);
    assert.deepEqual(resolveRunLimits({ maxTurns: 3 }), { ...DEFAULT_RUN_LIMITS, maxTurns: 3 });
  });

  it('are only ever made tighter by who starts the run', () => {
    const some = fc.option(fc.integer({ min: 1, max: 10_000_000 }), { nil: undefined });
    fc.assert(
      fc.property(some, some, (own, asked) => {
        const agent = own === undefined ? {} : { maxTokens: own, maxCostMicroUsd: own };
        const limits = resolveRunLimits(agent, { maxTokens: asked, maxCostMicroUsd: asked });
        for (const name of ['maxTokens', 'maxCostMicroUsd'] as const) {
          const limit = own ?? DEFAULT_RUN_LIMITS[name];
          assert.equal(limits[name], asked === undefined ? limit : Math.min(limit, asked));
        }
      }),
    );
  });
});

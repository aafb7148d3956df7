import assert from 'node:assert/strict';
import fc from 'fast-check';
import { shareOf } from '../../../domain/run/delegation.ts';

type Case = typeof cases extends fc.Arbitrary<infer T> ? T : never;

const amount = fc.integer({ min: 0, max: 10_000_000 });
const asked = fc.option(fc.integer({ min: 1, max: 10_000_000 }), { nil: undefined });
const cases = fc.record({
  money: amount,
  tokens: amount,
  cost: amount,
  used: amount,
  askCost: asked,
  askTokens: asked,
});

describe('the share of a child', () => {
  const share = ({ money, tokens, cost, used, askCost, askTokens }: Case) =>
    shareOf(
      { maxCostMicroUsd: money, maxTokens: tokens },
      { costMicroUsd: cost, tokens: used },
      { maxCostMicroUsd: askCost, maxTokens: askTokens },
    );

  it('is never more than is left, nor than was asked, and there is none of nothing', () => {
    fc.assert(
      fc.property(cases, (given) => {
        const found = share(given);
        const left = { cost: given.money - given.cost, tokens: given.tokens - given.used };
        if (left.cost < 1 || left.tokens < 1) assert.equal(found, undefined);
        if (found === undefined) return;
        assert.ok(found.maxCostMicroUsd >= 1 && found.maxTokens >= 1);
        assert.ok(found.maxCostMicroUsd <= Math.min(left.cost, given.askCost ?? Infinity));
        assert.ok(found.maxTokens <= Math.min(left.tokens, given.askTokens ?? Infinity));
      }),
    );
  });

  it('leaves something for the next of two children that ask for nothing in particular', () => {
    const limits = { maxCostMicroUsd: 1_000, maxTokens: 1_000 };
    const first = shareOf(limits, { costMicroUsd: 100, tokens: 200 }, {});
    assert.deepEqual(first, { maxCostMicroUsd: 450, maxTokens: 400 });
    assert.deepEqual(shareOf(limits, { costMicroUsd: 550, tokens: 600 }, {}), {
      maxCostMicroUsd: 225,
      maxTokens: 200,
    });
  });
});

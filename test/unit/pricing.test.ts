import assert from 'node:assert/strict';
import fc from 'fast-check';
import { PRICE_TABLE_DATE, priceCall, type TokenPrice } from '../../domain/budget/pricing.ts';

const TABLE = `table:${PRICE_TABLE_DATE}`;
const count = fc.integer({ min: 0, max: 10_000_000 });
const tokens = fc.record({ inputTokens: count, cachedTokens: count, outputTokens: count });
const NONE = { inputTokens: 0, cachedTokens: 0, outputTokens: 0 };
const MILLION = { inputTokens: 1_000_000, cachedTokens: 0, outputTokens: 1_000_000 };

/** A price in whole thousandths of a dollar, so that the test can calculate exactly. */
const thousandths = fc.integer({ min: 0, max: 100_000 });
const price = fc.tuple(thousandths, thousandths, thousandths);

function toPrice([input, cachedInput, output]: readonly [number, number, number]): TokenPrice {
  return { input: input / 1000, cachedInput: cachedInput / 1000, output: output / 1000 };
}

describe('the price of a model call', () => {
  it('is in the table for a known model, with or without provider, date and variant', () => {
    for (const model of [
      'gpt-4o-mini',
      'openai/gpt-4o-mini',
      'gpt-4o-mini-2024-07-18',
      'x/y/gpt-4o-mini:free',
    ]) {
      assert.deepEqual(
        priceCall(model, MILLION, undefined),
        { costMicroUsd: 750_000, priceSource: TABLE },
        model,
      );
    }
  });

  it('is unknown for a model that only begins like a known one', () => {
    for (const model of ['gpt-4o-audio', 'gpt-4', 'somebody/else', '']) {
      assert.deepEqual(
        priceCall(model, MILLION, undefined),
        { costMicroUsd: 0, priceSource: 'unknown' },
        model,
      );
    }
  });

  it('is first what the provider says, then what was configured, then the table', () => {
    const overrides = { 'gpt-4o': { input: 1, cachedInput: 1, output: 1 } };
    assert.deepEqual(priceCall('gpt-4o', MILLION, 0.5, overrides), {
      costMicroUsd: 500_000,
      priceSource: 'provider',
    });
    assert.equal(priceCall('gpt-4o', MILLION, undefined, overrides).priceSource, 'override');
    assert.equal(priceCall('gpt-4o', MILLION, undefined).priceSource, TABLE);
    assert.equal(priceCall('demo', MILLION, undefined).priceSource, 'demo');
  });

  it('does not believe a provider that names a price below zero or none at all', () => {
    for (const cost of [-1, Number.NaN, Number.POSITIVE_INFINITY]) {
      assert.equal(priceCall('gpt-4o', MILLION, cost).priceSource, TABLE);
    }
  });

  it('is a whole number, never below zero and never below the exact cost, by less than one above it', () => {
    fc.assert(
      fc.property(tokens, price, (counts, exact) => {
        const { costMicroUsd } = priceCall('m', counts, undefined, { m: toPrice(exact) });
        const cached = Math.min(counts.cachedTokens, counts.inputTokens);
        const [input, cachedInput, output] = exact.map(BigInt) as [bigint, bigint, bigint];
        const fresh = BigInt(counts.inputTokens - cached);
        const thousandfold =
          fresh * input + BigInt(cached) * cachedInput + BigInt(counts.outputTokens) * output;
        assert.ok(Number.isSafeInteger(costMicroUsd) && costMicroUsd >= 0);
        assert.equal(BigInt(costMicroUsd), (thousandfold + 999n) / 1000n);
      }),
    );
  });

  it('is never below what the provider took', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1000, noNaN: true }), (cost) => {
        const { costMicroUsd } = priceCall('m', NONE, cost);
        assert.ok(
          Number.isSafeInteger(costMicroUsd) && costMicroUsd >= cost * 1_000_000 && costMicroUsd >= 0,
        );
      }),
    );
  });

  it('does not fall when more tokens are used', () => {
    fc.assert(
      fc.property(tokens, count, (counts, more) => {
        const cost = (outputTokens: number) =>
          priceCall('gpt-4o', { ...counts, outputTokens }, undefined).costMicroUsd;
        assert.ok(cost(counts.outputTokens + more) >= cost(counts.outputTokens));
      }),
    );
  });
});

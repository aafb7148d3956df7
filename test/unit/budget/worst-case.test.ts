import assert from 'node:assert/strict';
import fc from 'fast-check';
import { priceCall } from '../../../domain/budget/pricing.ts';
import { refusalText } from '../../../domain/budget/refusal.ts';
import { worstCase } from '../../../domain/budget/worst-case.ts';

describe('the worst case of a model call', () => {
  it('is never less than what a call within its bounds costs', () => {
    const models = fc.constantFrom('gpt-4o', 'openai/gpt-5-mini', 'claude-sonnet-4', 'demo', 'mine');
    const overrides = { mine: { input: 0.013, cachedInput: 0.007, output: 0.31 } };
    const share = fc.float({ min: 0, max: 1, noNaN: true });
    const shares = fc.record({ input: share, cached: share, output: share });
    fc.assert(
      fc.property(
        models,
        fc.nat(500_000),
        fc.integer({ min: 16, max: 64_000 }),
        shares,
        (model, bytes, maxTokens, used) => {
          const worst = worstCase(model, { bytes, maxTokens }, overrides);
          const inputTokens = Math.floor(bytes * used.input);
          const cachedTokens = Math.floor(inputTokens * used.cached);
          const outputTokens = Math.floor(maxTokens * used.output);
          const tokens = { inputTokens, cachedTokens, outputTokens };
          const actual = priceCall(model, tokens, undefined, overrides);
          assert.ok(actual.costMicroUsd <= worst.costMicroUsd);
          assert.ok(inputTokens + outputTokens <= worst.inputTokens + worst.outputTokens);
        },
      ),
    );
  });

  it('says when nobody knows the price', () => {
    assert.equal(worstCase('unheard-of', { bytes: 10, maxTokens: 16 }, {}).priceSource, 'unknown');
  });
});

describe('the words of a refusal', () => {
  const refusal = { cap: 2_000_000, spent: 1_980_000, reserved: 0, asked: 50_000, contended: false };

  it('say whose budget it is, what is spent, what was asked, and what to do', () => {
    assert.equal(
      refusalText({ ...refusal, scope: 'agent', period: 'day', unit: 'money' }, 'Reporter'),
      'The agent "Reporter" may spend $2.00 a day; $1.98 are spent, and the next model call could take $0.05. ' +
        'An owner or admin can raise the cap under Settings, Budgets; the next day has a budget of its own.',
    );
  });

  it('count tokens as tokens, and calls under way apart', () => {
    const text = refusalText(
      { ...refusal, scope: 'organization', period: 'month', unit: 'tokens', reserved: 7 },
      'Reporter',
    );
    assert.match(
      text,
      /^The organization may spend 2000000 tokens a month; 1980000 tokens are spent and 7 tokens reserved/,
    );
  });
});

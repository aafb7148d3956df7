/**
 * What a model call costs, in integer micro-dollars.
 *
 * A provider's own cost field wins over the table. The table's figures are the providers' list prices in US
 * dollars per million tokens; `LLM_PRICES` overrides and adds to it.
 */
export interface TokenPrice {
  readonly input: number;
  readonly cachedInput: number;
  readonly output: number;
}

export interface TokenCounts {
  /** Includes the cached ones. */
  readonly inputTokens: number;
  readonly cachedTokens: number;
  readonly outputTokens: number;
}

export const PRICE_TABLE_DATE = '2025-08';

/** US dollars per 1,000,000 tokens; a model is found by its name after the last slash, longest prefix first. */
const PRICE_TABLE: Readonly<Record<string, TokenPrice>> = {
  'gpt-4o': { input: 2.5, cachedInput: 1.25, output: 10 },
  'gpt-4o-mini': { input: 0.15, cachedInput: 0.075, output: 0.6 },
  'gpt-4.1': { input: 2, cachedInput: 0.5, output: 8 },
  'gpt-4.1-mini': { input: 0.4, cachedInput: 0.1, output: 1.6 },
  'gpt-4.1-nano': { input: 0.1, cachedInput: 0.025, output: 0.4 },
  'gpt-5': { input: 1.25, cachedInput: 0.125, output: 10 },
  'gpt-5-mini': { input: 0.25, cachedInput: 0.025, output: 2 },
  'gpt-5-nano': { input: 0.05, cachedInput: 0.005, output: 0.4 },
  'claude-sonnet-4': { input: 3, cachedInput: 0.3, output: 15 },
  'claude-3.5-haiku': { input: 0.8, cachedInput: 0.08, output: 4 },
};

/** Invented, so that a demonstration shows figures; always labelled as such. */
const DEMO_PRICE: TokenPrice = { input: 0.15, cachedInput: 0.075, output: 0.6 };
const DEMO_MODEL = /^(demo|script-)/;

export interface PricedCall {
  readonly costMicroUsd: number;
  /** `provider`, `override`, `table:<date>`, `demo` or `unknown`. */
  readonly priceSource: string;
}

export function priceCall(
  model: string,
  tokens: TokenCounts,
  providerCostUsd: number | undefined,
  overrides: Readonly<Record<string, TokenPrice>> = {},
): PricedCall {
  if (providerCostUsd !== undefined && Number.isFinite(providerCostUsd) && providerCostUsd >= 0) {
    return { costMicroUsd: Math.ceil(providerCostUsd * 1_000_000), priceSource: 'provider' };
  }
  const found = findPrice(model, overrides);
  if (found === undefined) return { costMicroUsd: 0, priceSource: 'unknown' };
  const { price, source } = found;
  const cached = Math.min(tokens.cachedTokens, tokens.inputTokens);
  const fresh = tokens.inputTokens - cached;
  // Dollars per million tokens are micro-dollars per token. Rounded up: a budget must never be undercounted.
  const cost = fresh * price.input + cached * price.cachedInput + tokens.outputTokens * price.output;
  return { costMicroUsd: Math.ceil(Number(cost.toFixed(6))), priceSource: source };
}

function findPrice(model: string, overrides: Readonly<Record<string, TokenPrice>>) {
  const override = overrides[model];
  if (override !== undefined) return { price: override, source: 'override' };
  if (DEMO_MODEL.test(model)) return { price: DEMO_PRICE, source: 'demo' };
  const bare = model.slice(model.lastIndexOf('/') + 1).split(':')[0] ?? model;
  const name = Object.keys(PRICE_TABLE)
    .filter((entry) => bare === entry || bare.startsWith(`${entry}-20`))
    .sort((a, b) => b.length - a.length)[0];
  const price = name === undefined ? undefined : PRICE_TABLE[name];
  return price === undefined ? undefined : { price, source: `table:${PRICE_TABLE_DATE}` };
}

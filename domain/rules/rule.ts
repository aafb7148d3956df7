/** A rule as the engine and people see it: which tier says it, in which version, and whether it counts. */
import { z } from 'zod';
import { enforcementSchema } from './enforcement.ts';

/** In the order of power: a lower tier may only tighten. */
export const RULE_TIERS = ['platform', 'organization', 'agent'] as const;
export type RuleTier = (typeof RULE_TIERS)[number];

const ruleRefSchema = z.strictObject({
  tier: z.enum(RULE_TIERS),
  key: z.string(),
  version: z.int(),
  text: z.string(),
});
/** Which rule says so. */
export type RuleRef = z.output<typeof ruleRefSchema>;

export const overriddenBySchema = ruleRefSchema.extend({ why: z.string() });
export const ruleRefView = ruleRefSchema.meta({ id: 'RuleRef' });

/** One rule of a run as it was resolved at its start. */
export const effectiveRuleSchema = ruleRefSchema.extend({
  enforcement: enforcementSchema.nullable(),
  /** The higher rule that it tries to loosen, which wins. */
  overriddenBy: overriddenBySchema.nullable(),
});
export type EffectiveRule = z.output<typeof effectiveRuleSchema>;

export function refOf({ tier, key, version, text }: RuleRef): RuleRef {
  return { tier, key, version, text };
}

interface RuleWords {
  readonly text: string;
  readonly enforcement: unknown;
}

/** Whether both say and enforce the same, wherever they stand in the list. */
export function saysTheSame(a: RuleWords, b: RuleWords): boolean {
  return a.text === b.text && canonical(a.enforcement) === canonical(b.enforcement);
}

/** The database keeps the members of an object in an order of its own. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) =>
    typeof item === 'object' && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
      : item,
  );
}

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

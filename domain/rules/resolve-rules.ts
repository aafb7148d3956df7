/** Which rules hold for an agent: platform over organization over agent. Resolved at the start of a run. */
import { findConflict } from './conflicts.ts';
import { type Enforcement, enforcementSchema, PLATFORM_ENFORCEMENTS } from './enforcement.ts';
import { type EffectiveRule, effectiveRuleSchema, RULE_TIERS, type RuleRef, type RuleTier } from './rule.ts';

/** A rule as it is stored; `enforcement` is whatever the column holds. */
export interface StoredRule {
  readonly tier: string;
  readonly key: string;
  readonly version: number;
  readonly text: string;
  readonly enforcement?: unknown;
}

export interface RuleSources {
  /** Rules of the platform and of the organization, each tier in its order. */
  readonly stored: readonly StoredRule[];
  readonly agentRules: readonly string[];
  readonly agentVersion: number;
}

/**
 * All rules in the order of power. One that tries to loosen a higher one is marked with that rule and the reason;
 * its own enforcement stays, because no enforcement can loosen anything.
 */
export function resolveRules({ stored, agentRules, agentVersion }: RuleSources): EffectiveRule[] {
  const own = agentRules.map((text, i) => ({
    tier: 'agent',
    key: `agent_rule_${String(i + 1)}`,
    version: agentVersion,
    text,
  }));
  const effective: EffectiveRule[] = [];
  for (const tier of RULE_TIERS) {
    const above = [...effective];
    for (const rule of [...stored, ...own].filter((item) => item.tier === tier)) {
      const ref: RuleRef = { tier, key: rule.key, version: rule.version, text: rule.text };
      const overriddenBy = tier === 'platform' ? null : findConflict(rule.text, above);
      effective.push({ ...ref, enforcement: enforcementOf(tier, rule), overriddenBy });
    }
  }
  return effective;
}

/** The rules that still count, as one tier of the prompt lists them. */
export function textsOf(rules: readonly EffectiveRule[], tier: RuleTier): string[] {
  return rules.filter((rule) => rule.tier === tier && rule.overriddenBy === null).map((rule) => rule.text);
}

/** The rules as a run's timeline keeps them; undefined when they were written down before rules were kept whole. */
export function readAppliedRules(data: unknown): EffectiveRule[] | undefined {
  const parsed = effectiveRuleSchema.array().safeParse(data);
  return parsed.success ? parsed.data : undefined;
}

function enforcementOf(tier: RuleTier, rule: StoredRule): Enforcement | null {
  if (tier === 'platform') return PLATFORM_ENFORCEMENTS[rule.key] ?? null;
  const parsed = enforcementSchema.safeParse(rule.enforcement);
  return parsed.success ? parsed.data : null;
}

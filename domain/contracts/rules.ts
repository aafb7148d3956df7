/** HTTP shapes of `/v1/rules`. */
import { z } from 'zod';
import { enforcementSchema } from '../rules/enforcement.ts';
import { overriddenBySchema, RULE_TIERS, ruleRefView } from '../rules/rule.ts';
import { idOf, timestamp } from './primitives.ts';

const MAX_RULES = 50;
const RULE_TEXT_MAX = 500;

const ruleView = z
  .strictObject({
    id: idOf('rule'),
    tier: z.enum(RULE_TIERS),
    key: z.string(),
    version: z.int(),
    text: z.string(),
    enforcement: enforcementSchema.nullable(),
    /** The higher rule that this one tries to loosen, and why; that one wins. */
    overriddenBy: overriddenBySchema.nullable(),
    updatedAt: timestamp,
  })
  .meta({ id: 'Rule' });
export type RuleView = z.output<typeof ruleView>;

export const platformRules = z.strictObject({ data: z.array(ruleView) }).meta({ id: 'PlatformRules' });
export type PlatformRules = z.output<typeof platformRules>;

export const organizationRules = z
  .strictObject({ revision: z.int(), data: z.array(ruleView) })
  .meta({ id: 'OrganizationRules' });
export type OrganizationRules = z.output<typeof organizationRules>;

const ruleInput = z.strictObject({
  /** Stays the same when the text is edited; made from the text when it is not given. */
  key: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,59}$/, 'must be lower-case letters, digits and _, beginning with a letter')
    .optional(),
  text: z.string().trim().min(1).max(RULE_TEXT_MAX),
  /** What the engine enforces by itself; without it, the prompt alone says the rule. */
  enforcement: enforcementSchema.nullable().default(null),
});

export const replaceRulesBody = z.strictObject({ rules: z.array(ruleInput).max(MAX_RULES) });
export type ReplaceRulesBody = z.output<typeof replaceRulesBody>;

export const simulateRulesBody = z.strictObject({
  agentId: idOf('agent'),
  /** A call of this tool is asked about … */
  toolName: z.string().max(100).optional(),
  /** … with these arguments; without them, only what holds for every call of it is looked at. */
  arguments: z.record(z.string(), z.unknown()).optional(),
  /** A text is asked about that the agent would send to a customer. Either this or a tool. */
  message: z.string().trim().min(1).max(10_000).optional(),
  /** Text from outside the organization is in the agent's context. */
  tainted: z.boolean().optional(),
  /** Address of the contact who wrote to the agent: a taint policy may let it be answered unasked. */
  writer: z.string().trim().min(1).max(320).optional(),
});
export type SimulateRulesBody = z.output<typeof simulateRulesBody>;

const VERDICTS = ['allowed', 'needs_approval', 'denied'] as const;

export const simulation = z
  .strictObject({
    verdict: z.enum(VERDICTS),
    reason: z.string(),
    /** The rule that says so; null when a setting of the agent does, or nothing objects. */
    rule: ruleRefView.nullable(),
    /** Everything that speaks against it or asks for a person, in the order in which it is looked at; at last, an exception that spoke for it. */
    checks: z.array(
      z.strictObject({
        check: z.string(),
        verdict: z.enum(VERDICTS),
        reason: z.string(),
        rule: ruleRefView.nullable(),
      }),
    ),
  })
  .meta({ id: 'RuleSimulation' });
export type RuleSimulation = z.output<typeof simulation>;

/**
 * What the rules say by themselves about a call or a text, rule by rule. Each finding can only tighten: a rule that
 * has nothing to say gives none, so adding a rule never loosens.
 */
import type { AgentSpec } from '../agent/agent-spec.ts';
import type { ToolRisk } from '../tools/tool-facts.ts';
import { covers } from './enforcement.ts';
import { findPersonalData, isSameDatum } from './pii.ts';
import { type EffectiveRule, refOf, type RuleRef } from './rule.ts';
import { mentionedTopic } from './topics.ts';

export interface Finding {
  /** What was looked at, in words for people. */
  readonly check: string;
  readonly verdict: 'denied' | 'needs_approval';
  readonly reason: string;
  /** Absent when a setting of the agent says it and no rule. */
  readonly rule?: RuleRef;
}

export interface CallSubject {
  readonly name: string;
  readonly risk: ToolRisk;
}

function nameOf({ tier, key, version }: RuleRef): string {
  return `the ${tier}'s rule "${key}" (version ${String(version)})`;
}

export function deniedByRules(rules: readonly EffectiveRule[], tool: CallSubject): Finding[] {
  return rules.flatMap((rule) =>
    rule.enforcement?.type === 'deny' && covers(rule.enforcement, tool)
      ? [finding('rules', 'denied', `${nameOf(rule)} forbids ${tool.name}: ${rule.text}`, rule)]
      : [],
  );
}

export function askedByRules(rules: readonly EffectiveRule[], tool: CallSubject): Finding[] {
  return rules.flatMap((rule) =>
    rule.enforcement?.type === 'require_approval' && covers(rule.enforcement, tool)
      ? [
          finding(
            'rules',
            'needs_approval',
            `${nameOf(rule)} requires approval for ${tool.name}: ${rule.text}`,
            rule,
          ),
        ]
      : [],
  );
}

/** Blocked topics of the agent itself and of the rules, looked for in one text. */
export function blockedTopics(
  {
    rules,
    spec,
  }: { readonly rules: readonly EffectiveRule[]; readonly spec: Pick<AgentSpec, 'blockedTopics'> },
  text: string,
  where = 'the text',
): Finding[] {
  const own = mentionedTopic(text, spec.blockedTopics);
  const ofAgent: Finding[] =
    own === undefined
      ? []
      : [
          {
            check: 'topics',
            verdict: 'denied',
            reason: `${where} mentions "${own}", a blocked topic of the agent`,
          },
        ];
  return [...ofRules(rules, text, where), ...ofAgent];
}

function ofRules(rules: readonly EffectiveRule[], text: string, where: string): Finding[] {
  return rules.flatMap((rule) => {
    if (rule.enforcement?.type !== 'block_topics') return [];
    const topic = mentionedTopic(text, rule.enforcement.topics);
    if (topic === undefined) return [];
    return [finding('topics', 'denied', `${where} mentions "${topic}", which ${nameOf(rule)} blocks`, rule)];
  });
}

export interface Outgoing {
  readonly text: string;
  /** Addresses it goes to: their own data may be in it. */
  readonly recipients: readonly string[];
  /** What the organization itself gives out (signature, answers to frequent questions). */
  readonly published: readonly string[];
}

/** Personal data of others than the recipients in a text that leaves the organization, each datum a finding. */
export function personalDataLeaving(rules: readonly EffectiveRule[], outgoing: Outgoing): Finding[] {
  const guards = rules.filter((rule) => rule.enforcement?.type === 'no_pii_egress');
  const [guard] = guards;
  if (guard === undefined) return [];
  const known = [
    ...outgoing.recipients,
    ...outgoing.published.flatMap((text) => findPersonalData(text).map((datum) => datum.text)),
  ];
  const foreign = findPersonalData(outgoing.text).filter(
    (datum) => !known.some((text) => isSameDatum(datum, text)),
  );
  return foreign.map(({ kind, text }) => {
    const what = `the text contains the ${kind} ${text}, which is not the recipient's`;
    return finding('personal data', 'needs_approval', `${what}: ${nameOf(guard)}`, guard);
  });
}

function finding(check: string, verdict: Finding['verdict'], reason: string, rule: EffectiveRule): Finding {
  return { check, verdict, reason, rule: refOf(rule) };
}

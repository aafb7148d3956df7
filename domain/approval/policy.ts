/**
 * When a tool call may run, must wait for a person, or is refused (SPEC 5.3, 7.3, 9.1).
 * Pure: the caller brings the agent's spec, the tool's facts, the rules and the run's taint. Every check may object;
 * the strongest objection wins, and of equals the first. No check can take back what another said.
 */
import type { AgentSpec } from '../agent/agent-spec.ts';
import { callTexts } from '../rules/call-texts.ts';
import {
  askedByRules,
  blockedTopics,
  deniedByRules,
  type Finding,
  personalDataLeaving,
} from '../rules/decide.ts';
import type { EffectiveRule, RuleRef } from '../rules/rule.ts';
import type { ToolEffect, ToolRisk } from '../tools/tool-facts.ts';
import { taintException, taintReason } from './taint.ts';

export type PolicySpec = Pick<
  AgentSpec,
  | 'tools'
  | 'autonomy'
  | 'enableAutopilot'
  | 'requireApprovalFor'
  | 'accessScope'
  | 'blockedTopics'
  | 'faqEntries'
  | 'persona'
  | 'taintPolicy'
>;

export interface PolicyQuestion {
  readonly toolName: string;
  readonly effect: ToolEffect;
  readonly risk: ToolRisk;
  /** Its arguments go to somebody outside, also when nothing is changed there. */
  readonly asksOutside?: boolean;
  /** Types of objects that the tool reads and writes. */
  readonly reads: readonly string[];
  readonly writes: readonly string[];
  /** As parsed by the tool; undefined when only the tool as such is asked about. */
  readonly arguments?: unknown;
  readonly spec: PolicySpec;
  /** As resolved at the start of the run. */
  readonly rules: readonly EffectiveRule[];
  /** Tools that an owner lets the agent use unasked, as it is now. */
  readonly granted?: readonly string[];
  /** Content from outside the organization is in the model's context. */
  readonly tainted: boolean;
  /** What somebody outside wrote to the agent, when that is what the run is about. */
  readonly inbound?: string;
  /** Addresses of the contact who wrote it. */
  readonly writer?: readonly string[];
}

export type PolicyAnswer =
  | { readonly verdict: 'allowed' }
  | { readonly verdict: 'needs_approval' | 'denied'; readonly reason: string; readonly rule?: RuleRef };

/** Risks that ask a person even when the agent is autonomous, unless an owner has granted the tool. */
const ALWAYS_ASK: readonly ToolRisk[] = ['financial', 'bulk'];

export function decideToolCall(question: PolicyQuestion): PolicyAnswer {
  return strongest(objections(question));
}

/** What a text that goes to a customer comes to by itself, whatever tool or answer carries it. */
export function decideText(
  text: string,
  { rules, spec }: Pick<PolicyQuestion, 'rules' | 'spec'>,
): { readonly answer: PolicyAnswer; readonly findings: readonly Finding[] } {
  const findings = textObjections({ rules, spec }, { text, recipients: [] });
  return { answer: strongest(findings), findings };
}

/** Everything that speaks against the call or asks for a person, in the order in which it is looked at. */
export function objections(question: PolicyQuestion): Finding[] {
  const { spec, rules, toolName, risk } = question;
  const tool = { name: toolName, risk };
  const isReading = question.effect === 'pure' && risk === 'read';
  return [
    ...listed(question),
    ...outOfScope(question),
    ...deniedByRules(rules, tool),
    ...(isReading ? [] : effectObjections(question)),
    ...contentObjections(question, isReading),
    ...(spec.requireApprovalFor.includes(toolName) && !hasGrant(question)
      ? [asks('requireApprovalFor', `the agent requires approval for ${toolName}`)]
      : []),
    ...askedByRules(rules, tool),
    ...(isReading ? [] : autonomyObjections(question)),
    // What outside text makes an agent ask others may be the very thing that must not leave.
    ...(isReading && question.asksOutside !== true ? [] : taintObjections(question)),
  ];
}

export function strongest(findings: readonly Finding[]): PolicyAnswer {
  const decisive = findings.find((item) => item.verdict === 'denied') ?? findings[0];
  if (decisive === undefined) return { verdict: 'allowed' };
  const { verdict, reason, rule } = decisive;
  return rule === undefined ? { verdict, reason } : { verdict, reason, rule };
}

/** `autonomous` counts only together with `enableAutopilot`; otherwise it is `supervised`. */
export function effectiveAutonomy(spec: Pick<AgentSpec, 'autonomy' | 'enableAutopilot'>) {
  return spec.autonomy === 'autonomous' && !spec.enableAutopilot ? 'supervised' : spec.autonomy;
}

function listed({ toolName, spec }: PolicyQuestion): Finding[] {
  if (spec.tools.deny.includes(toolName))
    return [denies('denylist', `${toolName} is on the agent's denylist`)];
  if (spec.tools.allow.includes(toolName)) return [];
  return [denies('allowlist', `${toolName} is not on the agent's allowlist`)];
}

/** An empty scope means all types; otherwise every type that the tool touches must be in it. */
function outOfScope({ toolName, reads, writes, spec: { accessScope } }: PolicyQuestion): Finding[] {
  const outside = (types: readonly string[], scope: readonly string[]) =>
    scope.length === 0 ? [] : types.filter((type) => !scope.includes(type));
  const verbs = [
    ['reads', outside(reads, accessScope.read)],
    ['writes', outside(writes, accessScope.write)],
  ] as const;
  return verbs
    .filter(([, types]) => types.length > 0)
    .map(([verb, types]) =>
      denies(
        'access scope',
        `${toolName} ${verb} ${types.join(', ')}, which the agent's access scope leaves out`,
      ),
    );
}

function effectObjections({ rules, spec, inbound }: PolicyQuestion): Finding[] {
  return [
    // Before any approval: nobody can approve what an agent that only drafts must never do.
    ...(spec.autonomy === 'draft_only'
      ? [denies('autonomy', 'the agent only drafts: it never writes or sends')]
      : []),
    ...(inbound === undefined
      ? []
      : blockedTopics({ rules, spec }, inbound, 'what was written to the agent')),
  ];
}

/** What the arguments say. What leaves the organization is looked at alike, be it sent, ordered or looked up there. */
function contentObjections(question: PolicyQuestion, isReading: boolean): Finding[] {
  const { arguments: args, risk, asksOutside = false } = question;
  const { text, recipients } = callTexts(args);
  if (asksOutside || risk === 'send') {
    // Reading sends nobody anything: an address that it names is a datum like any other.
    const said = isReading
      ? { text: [text, ...recipients].join('\n'), recipients: [] }
      : { text, recipients };
    return textObjections(question, said);
  }
  return isReading ? [] : blockedTopics(question, text);
}

function textObjections(
  { rules, spec }: Pick<PolicyQuestion, 'rules' | 'spec'>,
  { text, recipients }: { readonly text: string; readonly recipients: readonly string[] },
): Finding[] {
  const published = [spec.persona.signature, ...spec.faqEntries.map((entry) => entry.a)];
  return [
    ...blockedTopics({ rules, spec }, text),
    ...personalDataLeaving(rules, { text, recipients, published }),
  ];
}

/** A grant adds to autonomy; an agent that is supervised or only drafts has none to add to. */
function hasGrant({ toolName, spec, granted = [] }: PolicyQuestion): boolean {
  return granted.includes(toolName) && effectiveAutonomy(spec) === 'autonomous';
}

function autonomyObjections(question: PolicyQuestion): Finding[] {
  const { risk, spec } = question;
  const autonomy = effectiveAutonomy(spec);
  return [
    // Not only by the platform's rule: this holds even if no rule could be read.
    ...(risk === 'destructive'
      ? [asks('autonomy', 'destructive actions are always approved by an owner')]
      : []),
    ...(ALWAYS_ASK.includes(risk) && !hasGrant(question)
      ? [asks('autonomy', `${risk} actions are always approved by a person`)]
      : []),
    ...(autonomy === 'autonomous'
      ? []
      : [asks('autonomy', 'the agent is supervised: everything but reading is approved')]),
  ];
}

function taintObjections(question: PolicyQuestion): Finding[] {
  if (!question.tainted || taintException(question) !== undefined) return [];
  return [asks('taint', taintReason(question))];
}

const denies = (check: string, reason: string): Finding => ({ check, verdict: 'denied', reason });
const asks = (check: string, reason: string): Finding => ({ check, verdict: 'needs_approval', reason });

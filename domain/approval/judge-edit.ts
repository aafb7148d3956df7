/** Edited arguments, judged as the call was when the model asked for it: by the same policy, rules and taint. */
import type { AgentSpec } from '../agent/agent-spec.ts';
import type { FieldError } from '../errors.ts';
import { findKind } from '../kinds/registry.ts';
import { callTexts } from '../rules/call-texts.ts';
import type { Finding } from '../rules/decide.ts';
import type { EffectiveRule } from '../rules/rule.ts';
import { objections, type PolicyQuestion } from './policy.ts';

/** What the run was judged by: its pinned spec and rules, and what it has read since. */
export interface EditContext {
  readonly spec: AgentSpec;
  readonly rules: readonly EffectiveRule[];
  readonly kind: string;
  readonly input: unknown;
  readonly tainted: boolean;
}

export interface EditRefusal {
  readonly ok: false;
  /** The arguments do not fit the tool, or what they say is not allowed. */
  readonly why: 'invalid_arguments' | 'edit_denied';
  readonly detail: string;
  readonly errors: readonly FieldError[];
  /** What speaks against it. */
  readonly finding?: Finding;
}

type Facts = Pick<PolicyQuestion, 'toolName' | 'effect' | 'risk' | 'reads' | 'writes'>;

/**
 * What forbids the edited call; undefined when nothing does. What only asks for a person has been answered: a person
 * wrote these arguments.
 */
export function judgeEdit(facts: Facts, args: unknown, context: EditContext): EditRefusal | undefined {
  const { spec, rules, kind, input, tainted } = context;
  const inbound = findKind(kind)?.inputIsOutsideText === true ? { inbound: callTexts(input).text } : {};
  const findings = objections({ ...facts, arguments: args, spec, rules, tainted, ...inbound });
  const finding = findings.find(({ verdict }) => verdict === 'denied');
  if (finding === undefined) return undefined;
  return {
    ok: false,
    why: 'edit_denied',
    detail: `The edited call is not allowed: ${finding.reason}.`,
    errors: [{ pointer: '/', message: finding.reason }],
    finding,
  };
}

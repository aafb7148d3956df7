/** Edited arguments, judged as the call was when the model asked for it: by the same policy, rules and taint. */
import type { AgentSpec } from '../agent/agent-spec.ts';
import type { FieldError } from '../errors.ts';
import { findKind } from '../kinds/registry.ts';
import type { Finding } from '../rules/decide.ts';
import type { EffectiveRule } from '../rules/rule.ts';
import { objections, type PolicyQuestion } from './policy.ts';
import { writtenBy } from './taint.ts';

/** What the run was judged by: its pinned spec and rules, and what it has read since. */
export interface EditContext {
  readonly spec: AgentSpec;
  readonly rules: readonly EffectiveRule[];
  readonly kind: string;
  readonly input: unknown;
  /** Another agent's model wrote the input. */
  readonly handedOn: boolean;
  readonly tainted: boolean;
  /** As they are now. */
  readonly granted: readonly string[];
  /** The arguments as the model asked for them: whoever decides was shown these. */
  readonly asked: unknown;
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

interface EditJudgement {
  readonly ok: true;
  /** What asks for a person now and did not ask before: nobody has answered these yet. */
  readonly newReasons: readonly Finding[];
}

type Facts = Pick<PolicyQuestion, 'toolName' | 'effect' | 'risk' | 'reads' | 'writes' | 'asksOutside'>;

/**
 * Refused when something forbids the edited call. What asked for a person before has been answered by the person who
 * decides; what only the edit brings in has not.
 */
export function judgeEdit(facts: Facts, args: unknown, context: EditContext): EditRefusal | EditJudgement {
  const { spec, rules, kind, input, handedOn, tainted, granted, asked } = context;
  const written =
    findKind(kind)?.inputIsOutsideText === true
      ? writtenBy(Object(input) as Record<string, unknown>, { handedOn })
      : {};
  const judge = (judged: unknown) =>
    objections({ ...facts, arguments: judged, spec, rules, granted, tainted, ...written });
  const findings = judge(args);
  const finding = findings.find(({ verdict }) => verdict === 'denied');
  if (finding === undefined) {
    const known = new Set(judge(asked).map(({ reason }) => reason));
    return { ok: true, newReasons: findings.filter(({ reason }) => !known.has(reason)) };
  }
  return {
    ok: false,
    why: 'edit_denied',
    detail: `The edited call is not allowed: ${finding.reason}.`,
    errors: [{ pointer: '/', message: finding.reason }],
    finding,
  };
}

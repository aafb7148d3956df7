/**
 * When a tool call may run, must wait for a person, or is refused (SPEC 7.3, 9.1).
 * Pure: the caller brings the agent's spec, the tool's facts and the run's taint.
 */
import type { AgentSpec } from '../agent/agent-spec.ts';
import type { ToolEffect, ToolRisk } from '../tools/tool-facts.ts';

export interface PolicyQuestion {
  readonly toolName: string;
  readonly effect: ToolEffect;
  readonly risk: ToolRisk;
  readonly spec: Pick<AgentSpec, 'tools' | 'autonomy' | 'enableAutopilot' | 'requireApprovalFor'>;
  /** Content from outside the organization is in the model's context. */
  readonly tainted: boolean;
}

export type PolicyAnswer =
  | { readonly verdict: 'allowed' }
  | { readonly verdict: 'needs_approval'; readonly reason: string }
  | { readonly verdict: 'denied'; readonly reason: string };

/** Risks that ask a person even when the agent is autonomous. */
const ALWAYS_ASK: readonly ToolRisk[] = ['destructive', 'financial', 'bulk'];

export function decideToolCall(question: PolicyQuestion): PolicyAnswer {
  const { toolName, effect, risk, spec, tainted } = question;
  if (spec.tools.deny.includes(toolName)) {
    return { verdict: 'denied', reason: `${toolName} is on the agent's denylist` };
  }
  if (!spec.tools.allow.includes(toolName)) {
    return { verdict: 'denied', reason: `${toolName} is not on the agent's allowlist` };
  }
  const isReading = effect === 'pure' && risk === 'read';
  // Before any approval: nobody can approve what an agent that only drafts must never do.
  if (spec.autonomy === 'draft_only' && !isReading) {
    return { verdict: 'denied', reason: 'the agent only drafts: it never writes or sends' };
  }
  if (spec.requireApprovalFor.includes(toolName)) {
    return { verdict: 'needs_approval', reason: `the agent requires approval for ${toolName}` };
  }
  return isReading ? { verdict: 'allowed' } : decideEffect(risk, effectiveAutonomy(spec), tainted);
}

/** `autonomous` counts only together with `enableAutopilot`; otherwise it is `supervised`. */
export function effectiveAutonomy(spec: Pick<AgentSpec, 'autonomy' | 'enableAutopilot'>) {
  return spec.autonomy === 'autonomous' && !spec.enableAutopilot ? 'supervised' : spec.autonomy;
}

function decideEffect(risk: ToolRisk, autonomy: AgentSpec['autonomy'], tainted: boolean): PolicyAnswer {
  if (autonomy !== 'autonomous') {
    return {
      verdict: 'needs_approval',
      reason: 'the agent is supervised: everything but reading is approved',
    };
  }
  if (ALWAYS_ASK.includes(risk)) {
    return { verdict: 'needs_approval', reason: `${risk} actions are always approved by a person` };
  }
  if (tainted) {
    return { verdict: 'needs_approval', reason: 'text from outside the organization is in the context' };
  }
  return { verdict: 'allowed' };
}

/** What the form edits, apart from the agent it came from, and the request that saves it. */
import type { AgentSpec, AgentStatus, AgentView, Autonomy } from '../api/types.ts';

export interface AgentDraft {
  readonly name: string;
  readonly status: AgentStatus;
  readonly autonomy: Autonomy;
  readonly allow: readonly string[];
  readonly goals: AgentSpec['goals'];
  readonly rules: readonly string[];
  readonly displayName: string;
  readonly tone: string;
  readonly voice: string;
}

export function draftOf({ name, status, spec }: AgentView): AgentDraft {
  const { persona, tools, goals, rules, autonomy } = spec;
  const { displayName, tone, voice } = persona;
  return { name, status, autonomy, allow: tools.allow, goals, rules, displayName, tone, voice };
}

/** Only what differs is sent, so that a change elsewhere in the spec stays what it was. */
export function changesOf(agent: AgentView, draft: AgentDraft): Record<string, unknown> {
  const before = draftOf(agent);
  const differs = (...names: (keyof AgentDraft)[]) =>
    names.some((name) => JSON.stringify(before[name]) !== JSON.stringify(draft[name]));
  const { displayName, tone, voice, allow } = draft;
  const spec = {
    ...(differs('displayName', 'tone', 'voice')
      ? { persona: { ...agent.spec.persona, displayName, tone, voice } }
      : {}),
    ...(differs('goals') ? { goals: draft.goals.filter((goal) => goal.title.trim() !== '') } : {}),
    ...(differs('rules') ? { rules: draft.rules.filter((rule) => rule.trim() !== '') } : {}),
    ...(differs('allow') ? { tools: { ...agent.spec.tools, allow } } : {}),
    ...(differs('autonomy')
      ? { autonomy: draft.autonomy, enableAutopilot: draft.autonomy === 'autonomous' }
      : {}),
  };
  return {
    ...(differs('name') ? { name: draft.name } : {}),
    ...(differs('status') ? { status: draft.status } : {}),
    ...(Object.keys(spec).length > 0 ? { spec } : {}),
  };
}

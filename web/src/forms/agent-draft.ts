/** What the form edits, apart from the agent it came from, and the request that saves it. */
import type { AgentSpec, AgentStatus, AgentView } from '../api/types.ts';

export interface AgentDraft {
  readonly name: string;
  readonly status: AgentStatus;
  readonly spec: AgentSpec;
}

export function draftOf({ name, status, spec }: AgentView): AgentDraft {
  return { name, status, spec };
}

/** Only what differs is sent, so that a change elsewhere in the spec stays what it was. */
export function changesOf(agent: AgentView, draft: AgentDraft): Record<string, unknown> {
  const after = tidy(draft.spec);
  const names = new Set([...Object.keys(agent.spec), ...Object.keys(after)]) as Set<keyof AgentSpec>;
  const changed = [...names].filter((name) => !isSame(agent.spec[name], after[name]));
  // Null takes away what a spec need not have.
  const spec = Object.fromEntries(changed.map((name) => [name, after[name] ?? null]));
  return {
    ...(draft.name === agent.name ? {} : { name: draft.name }),
    ...(draft.status === agent.status ? {} : { status: draft.status }),
    ...(changed.length > 0 ? { spec } : {}),
  };
}

/** The draft's own changes over another, newer state of the agent. */
export function rebase(base: AgentView, draft: AgentDraft, latest: AgentView): AgentDraft {
  const { spec, ...rest } = changesOf(base, draft);
  return { ...draftOf(latest), ...rest, spec: { ...latest.spec, ...(spec ?? {}) } };
}

/** Lines that were added and left empty are no goals, rules or questions. */
function tidy(spec: AgentSpec): AgentSpec {
  return {
    ...spec,
    goals: spec.goals.filter((goal) => goal.title.trim() !== ''),
    rules: spec.rules.filter((rule) => rule.trim() !== ''),
    faqEntries: spec.faqEntries.filter((entry) => entry.q.trim() !== '' || entry.a.trim() !== ''),
  };
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

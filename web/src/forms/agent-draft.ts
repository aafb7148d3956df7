/** What the form edits, apart from the agent it came from, and the request that saves it. */
import type { AgentSpec, AgentStatus } from '../api/types.ts';

export interface AgentDraft {
  readonly name: string;
  readonly status: AgentStatus;
  readonly spec: AgentSpec;
}

export function draftOf({ name, status, spec }: AgentDraft): AgentDraft {
  return { name, status, spec };
}

/** Only what differs is sent, so that a change elsewhere in the spec stays what it was. */
export function changesOf(agent: AgentDraft, draft: AgentDraft): Record<string, unknown> {
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
export function rebase(base: AgentDraft, draft: AgentDraft, latest: AgentDraft): AgentDraft {
  return merge(draftOf(base), draft, draftOf(latest)) as AgentDraft;
}

/** Mine where I changed something, theirs elsewhere, member by member. Lists are taken whole. */
function merge(base: unknown, mine: unknown, theirs: unknown): unknown {
  if (isSame(base, mine)) return theirs;
  if (!isMembers(base) || !isMembers(mine) || !isMembers(theirs)) return mine;
  const names = new Set([...Object.keys(mine), ...Object.keys(theirs)]);
  const merged = [...names].map((name) => [name, merge(base[name], mine[name], theirs[name])] as const);
  return Object.fromEntries(merged.filter(([, value]) => value !== undefined));
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

function isMembers(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

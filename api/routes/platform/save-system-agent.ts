/** Every door that changes a system agent saves it here. */
import { isDeepStrictEqual } from 'node:util';
import { type AgentSpec, agentSpecSchema, type AgentStatus } from '../../../domain/agent/agent-spec.ts';
import { isChanged } from '../../../domain/agent/spec-diff.ts';
import { versionTitle } from '../../../domain/agent/version-title.ts';
import type { SystemAgent, SystemAgentChange } from '../../../store/platform/platform-agents.ts';
import type { PlatformStore } from '../../../store/platform/platform-database.ts';
import type { ScheduleValues } from '../../../store/schedules.store.ts';
import { changedMeanwhile } from '../../if-match.ts';

export interface SystemAgentEdit {
  readonly actor: string;
  /** What the audit log calls it. */
  readonly action: string;
  readonly name?: string | undefined;
  readonly status?: AgentStatus | undefined;
  /** Whole and checked. */
  readonly spec?: AgentSpec | undefined;
  readonly note?: string | undefined;
  /** The whole list. */
  readonly schedules?: readonly ScheduleValues[] | undefined;
}

/** Answers what is there when the edit says nothing new. Throws `precondition_failed` for whoever comes second. */
export async function saveSystemAgent(
  store: PlatformStore,
  current: SystemAgent,
  edit: SystemAgentEdit,
): Promise<SystemAgent> {
  const change = changeOf(current, edit);
  if (Object.values(change).every((part) => part === undefined)) return current;
  const saved = await store.agents.save(current, { actor: edit.actor, action: edit.action, ...change });
  if (saved === undefined) throw changedMeanwhile('system agent');
  return saved;
}

/** What the edit says that is new. */
function changeOf(
  { agent, version, schedules: had }: SystemAgent,
  { name, status, spec, note, schedules }: SystemAgentEdit,
): Pick<SystemAgentChange, 'status' | 'version' | 'schedules'> {
  const before = { name: agent.name, spec: agentSpecSchema.parse(version.spec) };
  const after = { name: name ?? before.name, spec: spec ?? before.spec };
  const isRescheduled = schedules !== undefined && !isDeepStrictEqual(schedules, had);
  const title = isRescheduled ? 'Schedules changed' : versionTitle(before, after);
  return {
    status: status === agent.status ? undefined : status,
    // Clones learn from the number of the version that there is something new to take over.
    version: isChanged(before, after) || isRescheduled ? { ...after, title, note } : undefined,
    schedules: isRescheduled ? schedules : undefined,
  };
}

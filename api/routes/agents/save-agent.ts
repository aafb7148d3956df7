/** Every door that changes an agent saves it here. */
import { type AgentSpec, agentSpecSchema, type AgentStatus } from '../../../domain/agent/agent-spec.ts';
import { isChanged } from '../../../domain/agent/spec-diff.ts';
import { versionTitle } from '../../../domain/agent/version-title.ts';
import type { AgentChange, AgentDetail } from '../../../store/agents.store.ts';
import type { Store } from '../../../store/database.ts';
import { changedMeanwhile } from '../../if-match.ts';

export interface AgentEdit {
  readonly actor: string;
  readonly action: string;
  readonly name?: string | undefined;
  readonly status?: AgentStatus | undefined;
  /** Whole and checked. */
  readonly spec?: AgentSpec | undefined;
  readonly note?: string | undefined;
  /** Default: what changed, in a few words. */
  readonly title?: string;
  readonly takenOver?: number;
}

export function specOf({ version }: Pick<AgentDetail, 'version'>): AgentSpec {
  // A version of an older release lacks what was added since: the schema's defaults fill it in.
  return agentSpecSchema.parse(version.spec);
}

/** Answers what is there when the edit says nothing new. Throws `precondition_failed` for whoever comes second. */
export async function saveAgent(store: Store, current: AgentDetail, edit: AgentEdit): Promise<AgentDetail> {
  const change = toChange(current, edit);
  if (change === undefined) return current;
  const saved = await store.agents.save(current, change);
  // Somebody saved between our reading and our writing.
  if (saved === undefined) throw changedMeanwhile('agent');
  return saved;
}

function toChange(current: AgentDetail, edit: AgentEdit): AgentChange | undefined {
  const { actor, action, status, takenOver } = edit;
  const version = toVersion(current, edit);
  const isNewStatus = status !== undefined && status !== current.agent.status;
  if (version === undefined && !isNewStatus && takenOver === undefined) return undefined;
  return {
    actor,
    action,
    ...(isNewStatus ? { status } : {}),
    ...(version === undefined ? {} : { version }),
    ...(takenOver === undefined ? {} : { takenOver }),
  };
}

function toVersion(current: AgentDetail, edit: AgentEdit): AgentChange['version'] {
  const before = { name: current.agent.name, spec: specOf(current) };
  const after = { name: edit.name ?? before.name, spec: edit.spec ?? before.spec };
  if (!isChanged(before, after)) return undefined;
  return { ...after, title: edit.title ?? versionTitle(before, after), note: edit.note };
}

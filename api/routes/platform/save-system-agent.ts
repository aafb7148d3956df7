/** Every door that changes a system agent saves it here. */
import { type AgentSpec, agentSpecSchema, type AgentStatus } from '../../../domain/agent/agent-spec.ts';
import { isChanged } from '../../../domain/agent/spec-diff.ts';
import { versionTitle } from '../../../domain/agent/version-title.ts';
import type { SystemAgent } from '../../../store/platform/platform-agents.ts';
import type { PlatformStore } from '../../../store/platform/platform-database.ts';
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
}

/** Answers what is there when the edit says nothing new. Throws `precondition_failed` for whoever comes second. */
export async function saveSystemAgent(
  store: PlatformStore,
  current: SystemAgent,
  { actor, action, name, status, spec, note }: SystemAgentEdit,
): Promise<SystemAgent> {
  const before = { name: current.agent.name, spec: agentSpecSchema.parse(current.version.spec) };
  const after = { name: name ?? before.name, spec: spec ?? before.spec };
  const hasNewVersion = isChanged(before, after);
  const hasNewStatus = status !== undefined && status !== current.agent.status;
  if (!hasNewVersion && !hasNewStatus) return current;
  const saved = await store.agents.save(current, {
    actor,
    action,
    status: hasNewStatus ? status : undefined,
    version: hasNewVersion ? { ...after, title: versionTitle(before, after), note } : undefined,
  });
  if (saved === undefined) throw changedMeanwhile('system agent');
  return saved;
}

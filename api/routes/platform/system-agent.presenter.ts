import { agentSpecSchema, type AgentStatus } from '../../../domain/agent/agent-spec.ts';
import type { SystemAgentView } from '../../../domain/contracts/platform.ts';
import { AppError } from '../../../domain/errors.ts';
import { toPublicId } from '../../../domain/ids.ts';
import type { SystemAgent } from '../../../store/platform/platform-agents.ts';
import type { PlatformStore } from '../../../store/platform/platform-database.ts';

export function presentSystemAgent({ agent, version, schedules }: SystemAgent): SystemAgentView {
  return {
    id: toPublicId('agent', agent.id),
    name: agent.name,
    kind: agent.kind,
    status: agent.status as AgentStatus,
    revision: agent.revision,
    versionId: toPublicId('agentVersion', version.id),
    versionNumber: version.number,
    spec: agentSpecSchema.parse(version.spec),
    schedules: [...schedules],
    createdAt: agent.createdAt.toISOString(),
    updatedAt: agent.updatedAt.toISOString(),
  };
}

/** The ETag of a system agent: its revision. */
export function systemAgentEtag({ agent }: SystemAgent): string {
  return `"${String(agent.revision)}"`;
}

/** A system agent as an answer that can be edited from. */
export function answerSystemAgent(found: SystemAgent) {
  return { body: presentSystemAgent(found), headers: { ETag: systemAgentEtag(found) } };
}

export async function systemAgentOrRefuse(store: PlatformStore, id: string): Promise<SystemAgent> {
  const found = await store.agents.get(id);
  if (found === undefined) throw new AppError('not_found', 'There is no such system agent.');
  return found;
}

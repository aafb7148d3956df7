import { agentSpecSchema } from '../../../domain/agent/agent-spec.ts';
import type { Snapshot } from '../../../domain/agent/spec-diff.ts';
import type { AgentVersionHead } from '../../../domain/contracts/agent-versions.ts';
import { toPublicId } from '../../../domain/ids.ts';
import type { Agent, AgentVersion } from '../../../store/generated/client.ts';

export function presentVersionHead(agent: Agent, version: AgentVersion): AgentVersionHead {
  const { number, title, note, author, name, kind, createdAt } = version;
  return {
    id: toPublicId('agentVersion', version.id),
    agentId: toPublicId('agent', agent.id),
    number,
    title,
    note,
    author,
    name,
    kind,
    isCurrent: agent.currentVersionId === version.id,
    createdAt: createdAt.toISOString(),
  };
}

/** What a version keeps. One of an older release lacks what was added since; defaults fill it in. */
export function snapshotOf({ name, spec }: AgentVersion): Snapshot {
  return { name, spec: agentSpecSchema.parse(spec) };
}

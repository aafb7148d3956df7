import { agentSpecSchema, type AgentStatus } from '../../../domain/agent/agent-spec.ts';
import type { AgentView } from '../../../domain/contracts/agents.ts';
import { toPublicId } from '../../../domain/ids.ts';
import type { AgentDetail } from '../../../store/agents.store.ts';
import { presentKilled } from '../kill-switch.presenter.ts';

export interface OwnedAgent extends AgentDetail {
  readonly organizationId: string;
}

export function presentAgent({
  agent,
  version,
  stats,
  sourceVersion,
  organizationId,
}: OwnedAgent): AgentView {
  const { lastRun } = stats;
  return {
    id: toPublicId('agent', agent.id),
    organizationId: toPublicId('organization', organizationId),
    name: agent.name,
    kind: agent.kind,
    status: agent.status as AgentStatus,
    killed: presentKilled(agent),
    revision: agent.revision,
    isSystemDefault: agent.isSystemDefault,
    systemSourceId: agent.systemSourceId === null ? null : toPublicId('agent', agent.systemSourceId),
    sourceMovedOn: sourceVersion !== undefined && sourceVersion > (agent.systemSourceVersion ?? 0),
    versionId: toPublicId('agentVersion', version.id),
    versionNumber: version.number,
    // A version of an older release lacks what was added since: the schema's defaults fill it in.
    spec: agentSpecSchema.parse(version.spec),
    grantedTools: agent.grantedTools,
    lastRun:
      lastRun === undefined
        ? null
        : {
            id: toPublicId('run', lastRun.id),
            status: lastRun.status,
            queuedAt: lastRun.queuedAt.toISOString(),
          },
    runs30d: stats.runs30d,
    completed30d: stats.completed30d,
    costMicroUsd30d: stats.costMicroUsd30d,
    createdAt: agent.createdAt.toISOString(),
    updatedAt: agent.updatedAt.toISOString(),
  };
}

/** The ETag of an agent: its revision. */
export function etagOf(agent: { readonly revision: number }): { readonly ETag: string } {
  return { ETag: `"${String(agent.revision)}"` };
}

/** An agent as the answer of a route that changed it. */
export function answerAgent(detail: AgentDetail, organizationId: string) {
  return { body: presentAgent({ ...detail, organizationId }), headers: { ...etagOf(detail.agent) } };
}

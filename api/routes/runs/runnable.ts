/** Which agent, version and spec a run is started with, and when that is refused. */
import { agentSpecSchema } from '../../../domain/agent/agent-spec.ts';
import { AppError } from '../../../domain/errors.ts';
import type { AgentDetail } from '../../../store/agents.store.ts';
import type { Store } from '../../../store/database.ts';
import type { AgentVersion } from '../../../store/generated/client.ts';
import type { RunRow } from '../../../store/runs.store.ts';
import { type Actor, authorise } from '../../auth/actor.ts';
import { versionOrRefuse } from '../agents/agent-or-refuse.ts';

type Current = Pick<AgentDetail, 'agent' | 'version'>;

export function refuseUnlessRunnable({ agent }: Pick<Current, 'agent'>, dryRun: boolean): void {
  if (agent.status === 'active' || (dryRun && agent.status !== 'archived')) return;
  const remedy = dryRun
    ? 'Set its status to "draft" or "active" with PATCH /v1/agents/{id}, then start the run again.'
    : 'Set its status to "active" with PATCH /v1/agents/{id}, then start the run again; or send dryRun: true to try it.';
  throw new AppError('agent_not_runnable', `The agent "${agent.name}" is ${agent.status}. ${remedy}`, {
    extra: { agentStatus: agent.status },
  });
}

/** The agent of a run that is to be repeated, which no save can change before the new run is there. */
export async function agentToRepeat(store: Store, origin: RunRow, dryRun: boolean): Promise<Current> {
  const current = await store.agents.getCurrent(origin.agentId);
  if (current === undefined) throw new AppError('not_found', 'The agent of this run is no longer there.');
  refuseUnlessRunnable(current, dryRun);
  return current;
}

/** A version of the agent that a caller chose, by its UUID. */
export function chosenVersion(store: Store, origin: RunRow, versionId: string): Promise<AgentVersion> {
  return versionOrRefuse(store, origin.agentId, versionId);
}

/** An unsaved spec may give the agent tools: only who may edit agents can try it, also a second time. */
export function triedDraft({ draftSpec }: RunRow, actor: Actor) {
  if (draftSpec === null) return undefined;
  authorise(actor, 'agents:write');
  return agentSpecSchema.parse(draftSpec);
}

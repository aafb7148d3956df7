/** The system agent that an agent was cloned from. */
import { AppError } from '../../../domain/errors.ts';
import type { AgentDetail } from '../../../store/agents.store.ts';
import type { Store } from '../../../store/database.ts';
import type { AgentVersion } from '../../../store/generated/client.ts';

export interface Template {
  readonly sourceId: string;
  /** Its current version. */
  readonly version: AgentVersion;
}

export async function templateOrRefuse(store: Store, { agent }: AgentDetail): Promise<Template> {
  const sourceId = agent.systemSourceId;
  const version = sourceId === null ? undefined : await store.agentVersions.currentOfSystemAgent(sourceId);
  if (sourceId !== null && version !== undefined) return { sourceId, version };
  throw new AppError(
    'conflict',
    `The agent "${agent.name}" was made here, not cloned from the platform: there is no default to compare it with.`,
  );
}

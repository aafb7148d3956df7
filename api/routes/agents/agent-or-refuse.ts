import type { IncomingHttpHeaders } from 'node:http';
import { AppError } from '../../../domain/errors.ts';
import type { AgentDetail } from '../../../store/agents.store.ts';
import type { Store } from '../../../store/database.ts';
import type { AgentVersion } from '../../../store/generated/client.ts';
import { requireMatch } from '../../if-match.ts';
import { etagOf } from './agent.presenter.ts';

/** The agent, or `not_found`, also for an agent of another organization. */
export async function agentOrRefuse(store: Store, id: string): Promise<AgentDetail> {
  const detail = await store.agents.get(id);
  if (detail === undefined) throw new AppError('not_found', 'There is no such agent.');
  return detail;
}

/** The agent for an edit: it must be as the editor saw it. */
export async function agentToEdit(
  store: Store,
  id: string,
  headers: IncomingHttpHeaders,
): Promise<AgentDetail> {
  const detail = await agentOrRefuse(store, id);
  requireMatch(headers, etagOf(detail.agent).ETag, 'agent');
  return detail;
}

export async function versionOrRefuse(store: Store, agentId: string, id: string): Promise<AgentVersion> {
  const version = await store.agentVersions.get(agentId, id);
  if (version === undefined) {
    throw new AppError(
      'not_found',
      'There is no such version of this agent; old ones are not kept for ever.',
    );
  }
  return version;
}

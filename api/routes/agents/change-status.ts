import type { AgentStatus } from '../../../domain/agent/agent-spec.ts';
import { AppError } from '../../../domain/errors.ts';
import type { AgentDetail } from '../../../store/agents.store.ts';
import type { Store } from '../../../store/database.ts';
import { agentOrRefuse } from './agent-or-refuse.ts';
import { saveAgent } from './save-agent.ts';

export interface StatusStep {
  readonly to: AgentStatus;
  readonly from: readonly AgentStatus[];
  readonly action: string;
}

/** Says where it should be and not what it was, so it needs no If-Match; there already is fine. */
export async function changeStatus(
  store: Store,
  id: string,
  { to, from, action }: StatusStep,
  actor: string,
): Promise<AgentDetail> {
  const current = await agentOrRefuse(store, id);
  const status = current.agent.status as AgentStatus;
  if (status === to) return current;
  if (!from.includes(status)) {
    throw new AppError(
      'conflict',
      `The agent is ${status}, not ${from.join(' or ')}. Set its status with PATCH /v1/agents/{id} if that is what you want.`,
      { extra: { agentStatus: status } },
    );
  }
  return saveAgent(store, current, { actor, action, status: to });
}

/** POST /v1/agents/{id}/kill: stop an agent at once. */
import { agentView } from '../../../domain/contracts/agents.ts';
import { idParams } from '../../path-id.ts';
import { defineRoute } from '../../route.ts';
import { answerAgent } from './agent.presenter.ts';
import { agentOrRefuse } from './agent-or-refuse.ts';

export const killAgent = defineRoute({
  method: 'post',
  path: '/v1/agents/{id}/kill',
  summary: 'Stop an agent at once (kill switch)',
  description:
    'All open runs end as cancelled, queued and waiting ones, their approvals and their children included; steps in ' +
    'flight are cancelled. Until `POST /v1/agents/{id}/resume` no run of the agent starts, dry runs included. ' +
    'Killing a killed agent changes nothing.',
  permission: 'agents:write',
  params: idParams('agent'),
  status: 200,
  response: agentView,

  async handle({ params, actor, transact }) {
    const detail = await transact(async (store) => {
      await store.killSwitch.killAgent(params.id, actor.label);
      return agentOrRefuse(store, params.id);
    });
    return answerAgent(detail, actor.organizationId);
  },
});

/** GET /v1/agents/{id}: an agent with its current version; its ETag is what an edit must name. */
import { agentView } from '../../../domain/contracts/agents.ts';
import { idParams } from '../../path-id.ts';
import { defineRoute } from '../../route.ts';
import { agentOrRefuse } from './agent-or-refuse.ts';
import { answerAgent } from './agent.presenter.ts';

export const getAgent = defineRoute({
  method: 'get',
  path: '/v1/agents/{id}',
  summary: 'Read an agent',
  permission: 'agents:read',
  params: idParams('agent'),
  status: 200,
  response: agentView,

  async handle({ params, actor, transact }) {
    const detail = await transact((store) => agentOrRefuse(store, params.id));
    return answerAgent(detail, actor.organizationId);
  },
});

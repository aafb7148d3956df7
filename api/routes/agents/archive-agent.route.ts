/** DELETE /v1/agents/{id}: archive an agent. */
import { agentView } from '../../../domain/contracts/agents.ts';
import { idParams } from '../../path-id.ts';
import { defineRoute } from '../../route.ts';
import { answerAgent } from './agent.presenter.ts';
import { changeStatus } from './change-status.ts';

export const archiveAgent = defineRoute({
  method: 'delete',
  path: '/v1/agents/{id}',
  summary: 'Archive an agent',
  description:
    'It starts no new run; open runs finish, and its versions and runs stay. Setting its status brings it back.',
  permission: 'agents:write',
  params: idParams('agent'),
  status: 200,
  response: agentView,

  async handle({ params, actor, transact }) {
    const step = { to: 'archived', from: ['draft', 'active', 'paused'], action: 'agent.archived' } as const;
    const detail = await transact((store) => changeStatus(store, params.id, step, actor.label));
    return answerAgent(detail, actor.organizationId);
  },
});

/** POST /v1/agents/{id}/pause: pause an agent. */
import { agentView } from '../../../domain/contracts/agents.ts';
import { idParams } from '../../path-id.ts';
import { defineRoute } from '../../route.ts';
import { answerAgent } from './agent.presenter.ts';
import { changeStatus } from './change-status.ts';

export const pauseAgent = defineRoute({
  method: 'post',
  path: '/v1/agents/{id}/pause',
  summary: 'Pause an agent',
  description: 'It starts no new run; open runs finish. Pausing a paused agent changes nothing.',
  permission: 'agents:write',
  params: idParams('agent'),
  status: 200,
  response: agentView,

  async handle({ params, actor, transact }) {
    const step = { to: 'paused', from: ['active'], action: 'agent.paused' } as const;
    const detail = await transact((store) => changeStatus(store, params.id, step, actor.label));
    return answerAgent(detail, actor.organizationId);
  },
});

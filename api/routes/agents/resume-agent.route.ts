/** POST /v1/agents/{id}/resume: resume a paused agent. */
import { agentView } from '../../../domain/contracts/agents.ts';
import { idParams } from '../../path-id.ts';
import { defineRoute } from '../../route.ts';
import { answerAgent } from './agent.presenter.ts';
import { changeStatus } from './change-status.ts';

export const resumeAgent = defineRoute({
  method: 'post',
  path: '/v1/agents/{id}/resume',
  summary: 'Resume a paused agent',
  description: 'Resuming an active agent changes nothing.',
  permission: 'agents:write',
  params: idParams('agent'),
  status: 200,
  response: agentView,

  async handle({ params, actor, transact }) {
    const step = { to: 'active', from: ['paused'], action: 'agent.resumed' } as const;
    const detail = await transact((store) => changeStatus(store, params.id, step, actor.label));
    return answerAgent(detail, actor.organizationId);
  },
});

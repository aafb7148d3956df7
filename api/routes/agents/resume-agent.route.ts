/** POST /v1/agents/{id}/resume: release an agent's kill switch, or resume a paused agent. */
import { agentView } from '../../../domain/contracts/agents.ts';
import { idParams } from '../../path-id.ts';
import { defineRoute } from '../../route.ts';
import { answerAgent } from './agent.presenter.ts';
import { agentOrRefuse } from './agent-or-refuse.ts';
import { changeStatus } from './change-status.ts';

export const resumeAgent = defineRoute({
  method: 'post',
  path: '/v1/agents/{id}/resume',
  summary: 'Resume a paused or killed agent',
  description:
    'Releases the kill switch of a killed agent, which then is as it was before: a paused one stays paused until it ' +
    'is resumed once more. Resuming an active agent changes nothing.',
  permission: 'agents:write',
  params: idParams('agent'),
  status: 200,
  response: agentView,

  async handle({ params, actor, transact }) {
    const step = { to: 'active', from: ['paused'], action: 'agent.resumed' } as const;
    const detail = await transact(async (store) => {
      const released = await store.killSwitch.releaseAgent(params.id, actor.label);
      if (released) return agentOrRefuse(store, params.id);
      return changeStatus(store, params.id, step, actor.label);
    });
    return answerAgent(detail, actor.organizationId);
  },
});

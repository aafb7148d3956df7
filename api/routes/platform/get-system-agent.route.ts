/** GET /v1/platform/agents/{id} */
import { systemAgentView } from '../../../domain/contracts/platform.ts';
import { idParams } from '../../path-id.ts';
import { defineRoute } from '../../route.ts';
import { answerSystemAgent, systemAgentOrRefuse } from './system-agent.presenter.ts';

export const getSystemAgent = defineRoute({
  method: 'get',
  path: '/v1/platform/agents/{id}',
  summary: 'Read a system agent',
  permission: 'staff',
  params: idParams('agent'),
  status: 200,
  response: systemAgentView,

  async handle({ params, ctx }) {
    return answerSystemAgent(await ctx.platform.transact((store) => systemAgentOrRefuse(store, params.id)));
  },
});

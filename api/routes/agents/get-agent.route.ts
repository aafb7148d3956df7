/** GET /v1/agents/{id}: an agent with its current version; its ETag is what an edit must name. */
import { agentView } from '../../../domain/contracts/agents.ts';
import { AppError } from '../../../domain/errors.ts';
import { idParams } from '../../path-id.ts';
import { defineRoute } from '../../route.ts';
import { etagOf, presentAgent } from './agent.presenter.ts';

export const getAgent = defineRoute({
  method: 'get',
  path: '/v1/agents/{id}',
  summary: 'Read an agent',
  permission: 'agents:read',
  params: idParams('agent'),
  status: 200,
  response: agentView,

  async handle({ params, actor, transact }) {
    const detail = await transact((store) => store.agents.get(params.id));
    if (detail === undefined) throw new AppError('not_found', 'There is no such agent.');
    return {
      body: presentAgent({ ...detail, organizationId: actor.organizationId }),
      headers: etagOf(detail.agent),
    };
  },
});

/** GET /v1/agents: the organization's agents, newest first. */
import { agentPage, listAgentsQuery } from '../../../domain/contracts/agents.ts';
import { presentPage, toPageRequest } from '../../cursor.ts';
import { defineRoute } from '../../route.ts';
import { presentAgent } from './agent.presenter.ts';

export const listAgents = defineRoute({
  method: 'get',
  path: '/v1/agents',
  summary: 'List agents, newest first',
  permission: 'agents:read',
  query: listAgentsQuery,
  status: 200,
  response: agentPage,

  async handle({ query, actor, transact }) {
    const { kind, status, q } = query;
    const request = toPageRequest(query);
    const page = await transact((store) => store.agents.list({ kind, status, q }, request));
    const { organizationId } = actor;
    return {
      body: presentPage(
        page,
        (row) => presentAgent({ ...row, organizationId }),
        ({ agent }) => ({ at: agent.createdAt, id: agent.id }),
      ),
    };
  },
});

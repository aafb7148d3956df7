/** GET /v1/platform/agents: the agents that every new organization gets clones of. */
import { systemAgentPage } from '../../../domain/contracts/platform.ts';
import { pageQuery } from '../../../domain/contracts/primitives.ts';
import { presentPage, toPageRequest } from '../../cursor.ts';
import { defineRoute } from '../../route.ts';
import { presentSystemAgent } from './system-agent.presenter.ts';

export const listSystemAgents = defineRoute({
  method: 'get',
  path: '/v1/platform/agents',
  summary: 'List system agents, newest first',
  permission: 'staff',
  query: pageQuery,
  status: 200,
  response: systemAgentPage,

  async handle({ query, ctx }) {
    const page = await ctx.platform.transact((store) => store.agents.list(toPageRequest(query)));
    return {
      body: presentPage(page, presentSystemAgent, ({ agent }) => ({ at: agent.createdAt, id: agent.id })),
    };
  },
});

/** GET /v1/platform/agents/{id}/versions: what the system agent was, newest first. */
import { agentVersionPage, listVersionsQuery } from '../../../domain/contracts/agent-versions.ts';
import { presentPage, toPageRequest } from '../../cursor.ts';
import { idParams } from '../../path-id.ts';
import { defineRoute } from '../../route.ts';
import { presentVersionHead } from '../agents/version.presenter.ts';
import { systemAgentOrRefuse } from './system-agent.presenter.ts';

export const listSystemAgentVersions = defineRoute({
  method: 'get',
  path: '/v1/platform/agents/{id}/versions',
  summary: 'List the versions of a system agent, newest first',
  permission: 'staff',
  params: idParams('agent'),
  query: listVersionsQuery,
  status: 200,
  response: agentVersionPage,

  async handle({ params, query, ctx }) {
    const request = toPageRequest(query);
    const { agent, page } = await ctx.platform.transact(async (store) => {
      const { agent } = await systemAgentOrRefuse(store, params.id);
      return { agent, page: await store.agents.versions(agent.id, request) };
    });
    return {
      body: presentPage(
        page,
        (row) => presentVersionHead(agent, row),
        (row) => ({ at: row.createdAt, id: row.id }),
      ),
    };
  },
});

/** GET /v1/agents/{id}/versions: what the agent was, newest first. */
import { agentVersionPage, listVersionsQuery } from '../../../domain/contracts/agent-versions.ts';
import { presentPage, toPageRequest } from '../../cursor.ts';
import { idParams } from '../../path-id.ts';
import { defineRoute } from '../../route.ts';
import { agentOrRefuse } from './agent-or-refuse.ts';
import { presentVersionHead } from './version.presenter.ts';

export const listVersions = defineRoute({
  method: 'get',
  path: '/v1/agents/{id}/versions',
  summary: 'List the versions of an agent, newest first',
  description:
    'The newest 20 are kept, and older ones as long as an unfinished run or an open approval needs them.',
  permission: 'agents:read',
  params: idParams('agent'),
  query: listVersionsQuery,
  status: 200,
  response: agentVersionPage,

  async handle({ params, query, transact }) {
    const request = toPageRequest(query);
    const { agent, page } = await transact(async (store) => {
      const { agent } = await agentOrRefuse(store, params.id);
      return { agent, page: await store.agentVersions.list(agent.id, request) };
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

/** POST /v1/mcp-servers/{id}/refresh: a worker reads its tools again. */
import { mcpServerView } from '../../../domain/contracts/mcp-servers.ts';
import { idParams } from '../../path-id.ts';
import { defineRoute } from '../../route.ts';
import { mcpServerOrRefuse, presentMcpServer } from './mcp-server.presenter.ts';

export const refreshMcpServer = defineRoute({
  method: 'post',
  path: '/v1/mcp-servers/{id}/refresh',
  summary: "Read an MCP server's tools again",
  description: 'What changed is offered to no agent until it is approved again.',
  permission: 'mcp:write',
  params: idParams('mcpServer'),
  status: 202,
  response: mcpServerView,

  async handle({ params, transact }) {
    const detail = await transact(async (store) => {
      await mcpServerOrRefuse(store, params.id);
      await store.mcp.readAgain(params.id);
      return mcpServerOrRefuse(store, params.id);
    });
    return { body: presentMcpServer(detail) };
  },
});

/** GET /v1/mcp-servers: the remote servers whose tools agents may be given, with those tools. */
import { mcpServerList } from '../../../domain/contracts/mcp-servers.ts';
import { defineRoute } from '../../route.ts';
import { presentMcpServer } from './mcp-server.presenter.ts';

export const listMcpServers = defineRoute({
  method: 'get',
  path: '/v1/mcp-servers',
  summary: 'List MCP servers',
  permission: 'agents:read',
  status: 200,
  response: mcpServerList,

  async handle({ transact }) {
    return { body: { data: (await transact((store) => store.mcp.list())).map(presentMcpServer) } };
  },
});

/** The endpoints of remote MCP servers, for the one list of endpoints. */
import type { Route } from '../../route.ts';
import { approveMcpTool } from './approve-mcp-tool.route.ts';
import { createMcpServer } from './create-mcp-server.route.ts';
import { deleteMcpServer } from './delete-mcp-server.route.ts';
import { listMcpServers } from './list-mcp-servers.route.ts';
import { refreshMcpServer } from './refresh-mcp-server.route.ts';
import { withdrawMcpTool } from './withdraw-mcp-tool.route.ts';

export const MCP_SERVER_ROUTES: readonly Route[] = [
  listMcpServers,
  createMcpServer,
  refreshMcpServer,
  deleteMcpServer,
  approveMcpTool,
  withdrawMcpTool,
];

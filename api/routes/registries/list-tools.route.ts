/** GET /v1/tools: what agents can be allowed to do. */
import { toolList } from '../../../domain/contracts/agents.ts';
import { mcpTool } from '../../../tools/mcp-tool.ts';
import { defineRoute } from '../../route.ts';
import { presentTools } from './tools.presenter.ts';

export const listTools = defineRoute({
  method: 'get',
  path: '/v1/tools',
  summary: 'List tools',
  permission: 'agents:read',
  status: 200,
  response: toolList,

  async handle({ transact }) {
    return { body: presentTools((await transact((store) => store.mcp.callable())).map(mcpTool)) };
  },
});

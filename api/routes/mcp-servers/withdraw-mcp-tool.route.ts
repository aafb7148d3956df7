/** DELETE /v1/mcp-servers/{id}/tools/{toolId}: offers a tool to no agent any more; calls that wait are not made. */
import { mcpServerView } from '../../../domain/contracts/mcp-servers.ts';
import { defineRoute } from '../../route.ts';
import {
  approvalOf,
  mcpServerOrRefuse,
  mcpToolOrRefuse,
  presentMcpServer,
  subjectOf,
  toolNamesOf,
} from './mcp-server.presenter.ts';
import { toolParams } from './tool-params.ts';

export const withdrawMcpTool = defineRoute({
  method: 'delete',
  path: '/v1/mcp-servers/{id}/tools/{toolId}',
  summary: 'Withdraw the approval of a tool',
  permission: 'mcp:write',
  params: toolParams,
  status: 200,
  response: mcpServerView,

  async handle({ params, actor, transact }) {
    const detail = await transact(async (store) => {
      const found = await mcpServerOrRefuse(store, params.id);
      const tool = mcpToolOrRefuse(found, params.toolId);
      if (tool.approvedHash === null) return found;
      await store.mcp.withdraw(tool.id);
      await store.agentGrants.withdraw(toolNamesOf(found, [tool]), actor.label);
      await store.audit.record({
        actor: actor.label,
        action: 'mcp_tool.withdrawn',
        subject: subjectOf(found),
        before: approvalOf(tool),
      });
      return mcpServerOrRefuse(store, params.id);
    });
    return { body: presentMcpServer(detail) };
  },
});

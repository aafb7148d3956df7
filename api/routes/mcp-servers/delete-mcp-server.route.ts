/** DELETE /v1/mcp-servers/{id}: its tools are offered no more; calls that wait fail and say so. */
import { mcpServerView } from '../../../domain/contracts/mcp-servers.ts';
import { idParams } from '../../path-id.ts';
import { defineRoute } from '../../route.ts';
import { mcpServerOrRefuse, presentMcpServer, subjectOf, toolNamesOf } from './mcp-server.presenter.ts';

export const deleteMcpServer = defineRoute({
  method: 'delete',
  path: '/v1/mcp-servers/{id}',
  summary: 'Remove an MCP server',
  permission: 'mcp:write',
  params: idParams('mcpServer'),
  status: 200,
  response: mcpServerView,

  async handle({ params, actor, transact }) {
    const detail = await transact(async (store) => {
      const found = await mcpServerOrRefuse(store, params.id);
      await store.mcp.remove(params.id);
      await store.agentGrants.withdraw(toolNamesOf(found, found.tools), actor.label);
      const { name, url } = found.server;
      await store.audit.record({
        actor: actor.label,
        action: 'mcp_server.deleted',
        subject: subjectOf(found),
        before: { name, url },
      });
      return found;
    });
    return { body: presentMcpServer(detail) };
  },
});

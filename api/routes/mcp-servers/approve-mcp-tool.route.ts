/** PUT /v1/mcp-servers/{id}/tools/{toolId}: offers a tool to agents, under exactly the words that were read. */
import { approveMcpToolBody, mcpServerView } from '../../../domain/contracts/mcp-servers.ts';
import { AppError } from '../../../domain/errors.ts';
import type { McpToolRow } from '../../../store/mcp.store.ts';
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

export const approveMcpTool = defineRoute({
  method: 'put',
  path: '/v1/mcp-servers/{id}/tools/{toolId}',
  summary: 'Approve a tool of an MCP server',
  description:
    '`hash` is of the name, description and input schema that were read; 409 when the tool says something else by now. ' +
    '`effect` and `risk` are what policy and ledger go by: a server cannot say them itself.',
  permission: 'mcp:write',
  params: toolParams,
  body: approveMcpToolBody,
  status: 200,
  response: mcpServerView,

  async handle({ params, body, actor, transact }) {
    const detail = await transact(async (store) => {
      const found = await mcpServerOrRefuse(store, params.id);
      const tool = mcpToolOrRefuse(found, params.toolId);
      if (tool.hash !== body.hash || !tool.listed) {
        throw new AppError(
          'conflict',
          'The tool says something else than what you read. Read it again, then decide.',
        );
      }
      await store.mcp.approve(tool.id, { ...body, by: actor.label });
      if (isOther(tool, body)) await store.agentGrants.withdraw(toolNamesOf(found, [tool]), actor.label);
      const saved = await mcpServerOrRefuse(store, params.id);
      await store.audit.record({
        actor: actor.label,
        action: 'mcp_tool.approved',
        subject: subjectOf(found),
        before: approvalOf(tool),
        after: { ...approvalOf(mcpToolOrRefuse(saved, tool.id)), description: tool.description },
      });
      return saved;
    });
    return { body: presentMcpServer(detail) };
  },
});

/** Whoever granted the tool to an agent has not seen it like this. */
function isOther(before: McpToolRow, { hash, effect, risk }: Pick<McpToolRow, 'hash' | 'effect' | 'risk'>) {
  return before.approvedHash !== hash || before.effect !== effect || before.risk !== risk;
}

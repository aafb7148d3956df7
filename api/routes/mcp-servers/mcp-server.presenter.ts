import type { McpServerView, McpToolView } from '../../../domain/contracts/mcp-servers.ts';
import { AppError } from '../../../domain/errors.ts';
import { toPublicId } from '../../../domain/ids.ts';
import { mcpToolName } from '../../../domain/mcp/tool-name.ts';
import type { Store } from '../../../store/database.ts';
import type { McpServerDetail, McpToolRow } from '../../../store/mcp.store.ts';

export function presentMcpServer({ server, tools }: McpServerDetail): McpServerView {
  const { name, url, credentialId, problem, leftOut, createdBy } = server;
  return {
    id: toPublicId('mcpServer', server.id),
    name,
    url,
    credentialId: credentialId === null ? null : toPublicId('credential', credentialId),
    state: server.state as McpServerView['state'],
    problem,
    leftOut,
    readAt: server.readAt?.toISOString() ?? null,
    createdBy,
    createdAt: server.createdAt.toISOString(),
    tools: tools
      .filter((tool) => tool.listed || tool.approvedHash !== null)
      .map((tool) => presentTool(name, tool)),
  };
}

function presentTool(serverName: string, tool: McpToolRow): McpToolView {
  const { name, description, inputSchema, hash, approvedBy } = tool;
  return {
    id: toPublicId('mcpTool', tool.id),
    name,
    toolName: mcpToolName(serverName, name) ?? name,
    description,
    inputSchema,
    hash,
    state: stateOf(tool),
    effect: tool.effect as McpToolView['effect'],
    risk: tool.risk as McpToolView['risk'],
    approvedWords: stateOf(tool) === 'changed' ? (tool.approvedWords as McpToolView['approvedWords']) : null,
    approvedBy,
    approvedAt: tool.approvedAt?.toISOString() ?? null,
  };
}

function stateOf({ listed, hash, approvedHash }: McpToolRow): McpToolView['state'] {
  if (approvedHash === null) return 'new';
  if (!listed) return 'gone';
  return hash === approvedHash ? 'approved' : 'changed';
}

export function subjectOf({ server }: McpServerDetail) {
  return { kind: 'mcp_server', id: toPublicId('mcpServer', server.id) };
}

/** Held until the commit. */
export async function mcpServerOrRefuse(store: Store, id: string): Promise<McpServerDetail> {
  const found = await store.mcp.lock(id);
  if (found === undefined) throw new AppError('not_found', 'There is no such MCP server.');
  return found;
}

export function mcpToolOrRefuse({ tools }: McpServerDetail, toolId: string): McpToolRow {
  const found = tools.find((tool) => tool.id === toolId);
  if (found === undefined) throw new AppError('not_found', 'This MCP server has no such tool.');
  return found;
}

/** As agents call these tools of the server. */
export function toolNamesOf({ server }: McpServerDetail, tools: readonly McpToolRow[]): string[] {
  return tools.flatMap(({ name }) => mcpToolName(server.name, name) ?? []);
}

/** What an audit entry says of the approval of a tool. */
export function approvalOf({ name, approvedHash, effect, risk }: McpToolRow) {
  return { name, hash: approvedHash, effect, risk };
}

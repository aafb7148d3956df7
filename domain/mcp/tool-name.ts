/** Under which name agents know the tool of a remote MCP server: `mcp__<server>__<tool>`. */

const PREFIX = 'mcp__';
/** What model providers take as the name of a tool. */
const SAYABLE = /^[A-Za-z0-9_-]{1,64}$/;

/** Undefined when no agent could say the name. */
export function mcpToolName(server: string, tool: string): string | undefined {
  const name = `${PREFIX}${server}__${tool}`;
  return SAYABLE.test(name) ? name : undefined;
}

export function isMcpToolName(name: string): boolean {
  return name.startsWith(PREFIX);
}

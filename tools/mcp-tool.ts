/** A tool of a remote MCP server, as agents have it. What it says of itself is what somebody approved. */
import { z } from 'zod';
import { mcpToolName } from '../domain/mcp/tool-name.ts';
import type { ToolEffect, ToolRisk } from '../domain/tools/tool-facts.ts';
import type { Tool } from './define-tool.ts';

export interface McpToolFacts {
  readonly serverId: string;
  readonly serverName: string;
  readonly name: string;
  readonly description: string;
  readonly inputSchema: unknown;
  readonly listed: boolean;
  readonly hash: string;
  readonly approvedHash: string | null;
  readonly approvedAt: Date | null;
  readonly effect: string;
  readonly risk: string;
}

const output = z.strictObject({
  text: z.string(),
  structured: z.unknown().optional(),
  isError: z.boolean(),
  note: z.string().optional(),
});

export function mcpTool(facts: McpToolFacts): Tool {
  const { serverId, serverName, name, description, inputSchema, listed, hash, effect, risk } = facts;
  const { approvedHash, approvedAt } = facts;
  const toolName = mcpToolName(serverName, name) ?? '';
  const why = `${toolName} says something else of itself than what was approved; an owner or admin looks at it under Settings, MCP servers`;
  return {
    name: toolName,
    description,
    effect: effect as ToolEffect,
    risk: risk as ToolRisk,
    returnsOutsideText: true,
    outsideWriter: 'mcp',
    reads: [],
    writes: [],
    input: argumentsOf(inputSchema),
    inputSchema: inputSchema as Record<string, unknown>,
    output,
    asksOutside: true,
    ...(approvedAt === null ? {} : { approvedAt }),
    ...(listed && hash === approvedHash ? {} : { unavailable: why }),
    execute: (input, ctx) =>
      ctx.callMcpTool({
        serverId,
        name,
        approvedHash: approvedHash ?? '',
        arguments: input as Record<string, unknown>,
      }),
  };
}

/** What a schema can say that is checked here. Patterns are not: a foreign one could keep a worker busy for hours. */
function argumentsOf(schema: unknown): z.ZodType {
  try {
    return z.fromJSONSchema(withoutPatterns(schema) as Parameters<typeof z.fromJSONSchema>[0]);
  } catch {
    // Beyond our means; the server checks what it is sent.
    return z.record(z.string(), z.unknown());
  }
}

const UNCHECKED = ['pattern', 'patternProperties', 'format', '$schema', '$id'];

/** Takes out the keywords; a property that happens to have such a name stays. */
function withoutPatterns(schema: unknown, isSchema = true): unknown {
  if (Array.isArray(schema)) return schema.map((item) => withoutPatterns(item));
  if (typeof schema !== 'object' || schema === null) return schema;
  const kept = Object.entries(schema).filter(([key]) => !isSchema || !UNCHECKED.includes(key));
  const isNamed = (key: string) => isSchema && ['properties', '$defs', 'definitions'].includes(key);
  return Object.fromEntries(
    kept.map(([key, value]) => [
      key,
      ['enum', 'const', 'default'].includes(key) && isSchema ? value : withoutPatterns(value, !isNamed(key)),
    ]),
  );
}

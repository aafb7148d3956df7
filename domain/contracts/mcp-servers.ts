/** HTTP shapes of `/v1/mcp-servers`. */
import { z } from 'zod';
import { TOOL_EFFECTS, TOOL_RISKS } from '../tools/tool-facts.ts';
import { idOf, timestamp } from './primitives.ts';

const MCP_TOOL_STATES = ['new', 'approved', 'changed', 'gone'] as const;

const toolHash = z.string().regex(/^[0-9a-f]{64}$/, 'must be the hash of the tool as it was read');

export const mcpToolView = z
  .strictObject({
    id: idOf('mcpTool'),
    name: z.string().meta({ description: 'As the server has it.' }),
    toolName: z
      .string()
      .meta({ description: 'As agents have it in their lists.', example: 'mcp__crm__find' }),
    description: z.string(),
    inputSchema: z.unknown(),
    hash: toolHash,
    state: z.enum(MCP_TOOL_STATES).meta({
      description:
        '`approved` tools are offered to agents. `changed`: it says something else than what was approved.',
    }),
    effect: z.enum(TOOL_EFFECTS),
    risk: z.enum(TOOL_RISKS),
    approvedWords: z
      .strictObject({ description: z.string(), inputSchema: z.unknown() })
      .nullable()
      .meta({ description: 'What it said when it was approved, where it says something else by now.' }),
    approvedBy: z.string().nullable(),
    approvedAt: timestamp.nullable(),
  })
  .meta({ id: 'McpTool' });
export type McpToolView = z.output<typeof mcpToolView>;

export const mcpServerView = z
  .strictObject({
    id: idOf('mcpServer'),
    name: z.string(),
    url: z.string(),
    credentialId: idOf('credential').nullable(),
    state: z.enum(['reading', 'ready', 'failed']),
    problem: z.string().nullable(),
    leftOut: z.int().meta({ description: 'Tools whose name is too long or too odd for agents to say.' }),
    readAt: timestamp.nullable(),
    createdBy: z.string(),
    createdAt: timestamp,
    tools: z.array(mcpToolView),
  })
  .meta({ id: 'McpServer' });
export type McpServerView = z.output<typeof mcpServerView>;
export const mcpServerList = z.strictObject({ data: z.array(mcpServerView) }).meta({ id: 'McpServerList' });

export const createMcpServerBody = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,29}$/, 'must be small letters, digits and dashes, at most 30')
    .meta({ description: 'Becomes part of the names of its tools.', example: 'crm' }),
  url: z
    .url({ protocol: /^https?$/, error: 'must be a whole URL that starts with https:// or http://' })
    .max(2_000)
    .meta({ example: 'https://mcp.example.com/mcp' }),
  credentialId: idOf('credential').nullish(),
});

export const approveMcpToolBody = z
  .strictObject({
    hash: toolHash.meta({
      description: 'Of the words that were read: nobody approves what has changed meanwhile.',
    }),
    effect: z.enum(TOOL_EFFECTS).default('at_most_once'),
    risk: z.enum(TOOL_RISKS).default('send'),
  })
  .refine(({ effect, risk }) => (effect === 'pure') === (risk === 'read'), {
    path: ['risk'],
    error: 'must be read for a pure tool, and for no other',
  });

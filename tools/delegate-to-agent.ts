/** delegate_to_agent: hands a sub-task to another agent of the organization. Its answer comes when that run has ended. */
import { z } from 'zod';
import type { AgentSpec } from '../domain/agent/agent-spec.ts';
import { fromPublicId } from '../domain/ids.ts';
import { defineTool } from './define-tool.ts';

const share = z.int().positive().optional();

export const delegateToAgent = defineTool({
  name: 'delegate_to_agent',
  description:
    'Hand a sub-task to another agent of the organization and get its answer. Only agents that you are told of can be asked; they know nothing of this run but what you write.',
  effect: 'idempotent',
  risk: 'write',
  input: z
    .strictObject({
      agentId: z.string().max(40).optional().describe('Id of the agent (agt_…); or give its name.'),
      agentName: z.string().max(120).optional().describe('Name of the agent, when its id is not given.'),
      task: z.string().trim().min(1).max(2000).describe('What the agent should do, with all it has to know.'),
      input: z
        .record(z.string(), z.unknown())
        .optional()
        .describe('The input that an agent of its kind asks for, by name.'),
      maxCostMicroUsd: share.describe('Money it may spend; by default half of what is left to you.'),
      maxTokens: share.describe('Tokens it may use; by default half of what is left to you.'),
    })
    .refine((call) => call.agentId !== undefined || call.agentName !== undefined, {
      path: ['agentId'],
      error: 'is needed, or agentName',
    }),
  output: z.strictObject({
    runId: z.string(),
    agentName: z.string(),
    status: z.literal('completed'),
    output: z.unknown(),
  }),
  execute: (request, ctx) => ctx.startChild(request),
});

/** UUIDs of the agents that a prompt speaks of: none when the tool to ask them is not offered. */
export function delegatesOffered({ tools, delegates }: Pick<AgentSpec, 'tools' | 'delegates'>): string[] {
  const { name } = delegateToAgent;
  if (!tools.allow.includes(name) || tools.deny.includes(name)) return [];
  return delegates.flatMap((id) => fromPublicId('agent', id) ?? []);
}

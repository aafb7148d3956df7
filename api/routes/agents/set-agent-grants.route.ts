/** PUT /v1/agents/{id}/grants: which tools an owner lets the agent use unasked. */
import { agentGrantsBody } from '../../../domain/contracts/agent-versions.ts';
import { agentView } from '../../../domain/contracts/agents.ts';
import type { FieldError } from '../../../domain/errors.ts';
import type { AgentDetail } from '../../../store/agents.store.ts';
import { mcpTool } from '../../../tools/mcp-tool.ts';
import { type Toolbox, toolboxWith } from '../../../tools/toolbox.ts';
import { changedMeanwhile } from '../../if-match.ts';
import { idParams } from '../../path-id.ts';
import { defineRoute } from '../../route.ts';
import { invalidRequest } from '../../validation/parse.ts';
import { agentOrRefuse, agentToEdit } from './agent-or-refuse.ts';
import { answerAgent } from './agent.presenter.ts';
import { specOf } from './save-agent.ts';

export const setAgentGrants = defineRoute({
  method: 'put',
  path: '/v1/agents/{id}/grants',
  summary: 'Set the tools that an agent may use unasked',
  description:
    'For owners. A granted tool goes unasked although the agent requires approval for it or it costs money or acts in bulk, as long ' +
    'as the agent is autonomous; rules, text from outside and destructive calls still ask. Holds from the next call on, also in open ' +
    'runs. No part of a version: copies of the agent have no grants. A grant ends when the agent loses the tool or is told to ask ' +
    'for it, when it is reset, and when a remote tool is approved anew. Needs `If-Match`.',
  permission: 'grants:write',
  params: idParams('agent'),
  body: agentGrantsBody,
  requestHeaders: { 'If-Match': 'ETag of the agent as it was read' },
  status: 200,
  response: agentView,

  async handle({ params, body, headers, actor, transact }) {
    const detail = await transact(async (store) => {
      const current = await agentToEdit(store, params.id, headers);
      const tools = toolboxWith((await store.mcp.callable()).map(mcpTool));
      const errors = body.tools.flatMap((name, i) =>
        problemWith(name, i, { current, all: body.tools, tools }),
      );
      if (errors.length > 0) throw invalidRequest('body', errors);
      if (!(await store.agentGrants.set(current.agent, body.tools, actor.label)))
        throw changedMeanwhile('agent');
      return agentOrRefuse(store, params.id);
    });
    return answerAgent(detail, actor.organizationId);
  },
});

interface Grants {
  readonly current: AgentDetail;
  readonly all: readonly string[];
  readonly tools: Toolbox;
}

/** A grant that could never count is a mistake somebody would rely on. */
function problemWith(name: string, i: number, { current, all, tools }: Grants): FieldError[] {
  const refused = (message: string): FieldError[] => [{ pointer: `/tools/${String(i)}`, message }];
  if (all.indexOf(name) < i) return refused('is there twice; remove one of them');
  if (!specOf(current).tools.allow.includes(name))
    return refused('is not among the tools that the agent may use; add it to spec.tools.allow first');
  const risk = tools.find(name)?.risk;
  if (risk === undefined)
    return refused('is no tool of the organization; approve it under its MCP server first');
  if (risk === 'destructive')
    return refused('is destructive: an owner decides each such call, and no grant changes that');
  return [];
}

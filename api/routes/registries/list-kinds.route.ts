/** GET /v1/kinds: what agents there can be, with the schemas of their input and output. */
import { agentSpecSchema } from '../../../domain/agent/agent-spec.ts';
import { kindList } from '../../../domain/contracts/agents.ts';
import type { Kind } from '../../../domain/kinds/define-kind.ts';
import { KINDS } from '../../../domain/kinds/registry.ts';
import { defineRoute } from '../../route.ts';
import { jsonSchemaOf } from './json-schema.ts';

export const listKinds = defineRoute({
  method: 'get',
  path: '/v1/kinds',
  summary: 'List agent kinds',
  permission: 'agents:read',
  status: 200,
  response: kindList,

  handle: () => Promise.resolve({ body: { data: KINDS.map(presentKind) } }),
});

function presentKind(kind: Kind) {
  const { name, title, description, outputFormat, tools } = kind;
  return {
    name,
    title,
    description,
    outputFormat,
    tools: [...tools],
    inputSchema: jsonSchemaOf(kind.input, 'input'),
    outputSchema: jsonSchemaOf(kind.output, 'output'),
    defaults: agentSpecSchema.parse({ tools: { allow: [...tools] }, ...kind.defaultSpec }),
  };
}

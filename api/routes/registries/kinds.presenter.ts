import { agentSpecSchema } from '../../../domain/agent/agent-spec.ts';
import type { Kind } from '../../../domain/kinds/define-kind.ts';
import { KINDS } from '../../../domain/kinds/registry.ts';
import { jsonSchemaOf } from './json-schema.ts';

export function presentKinds() {
  return { data: KINDS.map(presentKind) };
}

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

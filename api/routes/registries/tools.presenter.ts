import { provenanceOf } from '../../../tools/define-tool.ts';
import { TOOLS } from '../../../tools/registry.ts';
import { jsonSchemaOf } from './json-schema.ts';

export function presentTools() {
  return {
    data: TOOLS.map((tool) => ({
      name: tool.name,
      description: tool.description,
      effect: tool.effect,
      risk: tool.risk,
      provenance: provenanceOf(tool),
      inputSchema: jsonSchemaOf(tool.input, 'input'),
      outputSchema: jsonSchemaOf(tool.output, 'output'),
    })),
  };
}

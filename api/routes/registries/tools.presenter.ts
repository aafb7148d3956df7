import { TOOLS } from '../../../tools/registry.ts';
import { jsonSchemaOf } from './json-schema.ts';

export function presentTools() {
  return {
    data: TOOLS.map(({ name, description, effect, risk, input, output }) => ({
      name,
      description,
      effect,
      risk,
      inputSchema: jsonSchemaOf(input, 'input'),
      outputSchema: jsonSchemaOf(output, 'output'),
    })),
  };
}

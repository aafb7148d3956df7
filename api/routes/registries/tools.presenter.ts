import { provenanceOf, type Tool } from '../../../tools/define-tool.ts';
import { TOOLS } from '../../../tools/registry.ts';
import { jsonSchemaOf } from './json-schema.ts';

/** The built-in tools, and behind them those of MCP servers that agents are offered. */
export function presentTools(own: readonly Tool[] = []) {
  const offered = own.filter((tool) => tool.unavailable === undefined);
  return {
    data: [...TOOLS, ...offered].map((tool) => ({
      name: tool.name,
      description: tool.description,
      effect: tool.effect,
      risk: tool.risk,
      provenance: provenanceOf(tool),
      inputSchema: tool.inputSchema ?? jsonSchemaOf(tool.input, 'input'),
      outputSchema: jsonSchemaOf(tool.output, 'output'),
    })),
  };
}

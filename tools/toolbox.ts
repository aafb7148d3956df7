/** All tools that a run can see: the built-in ones and those of the organization's MCP servers. */
import type { Tool } from './define-tool.ts';
import { findTool } from './registry.ts';

export interface Toolbox {
  find(name: string): Tool | undefined;
}

export function toolboxWith(own: readonly Tool[]): Toolbox {
  const named = new Map(own.map((tool) => [tool.name, tool]));
  return { find: (name) => findTool(name) ?? named.get(name) };
}

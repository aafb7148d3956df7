/** What a save leaves of an agent's grants. */
import type { AgentSpec } from './agent-spec.ts';

type Tools = Pick<AgentSpec, 'tools' | 'requireApprovalFor'>;

/** A tool that the agent no longer has, or that it is to ask for from now on, must be granted anew. */
export function keptGrants(granted: readonly string[], before: Tools, after: Tools): string[] {
  const asksAnew = (name: string) =>
    after.requireApprovalFor.includes(name) && !before.requireApprovalFor.includes(name);
  return granted.filter((name) => after.tools.allow.includes(name) && !asksAnew(name));
}

/** What a run's prompt is made of and the prompts that were made. */
import type { Scope } from './database.ts';

export interface AgentOutput {
  readonly agentName: string;
  readonly output: unknown;
  readonly tainted: boolean;
}

export class PromptStore {
  readonly #scope: Scope;

  constructor(scope: Scope) {
    this.#scope = scope;
  }

  /** The newest answer of each other agent within 24 hours, newest first. */
  async recentOutputs(agentId: string, limit: number): Promise<AgentOutput[]> {
    const { tx, organizationId } = this.#scope;
    return tx.$queryRaw<AgentOutput[]>`
      SELECT agent.name AS "agentName", last.output, last.tainted
      FROM agent
      CROSS JOIN LATERAL (
        SELECT output, tainted, finished_at FROM run
        WHERE organization_id = ${organizationId}::uuid AND agent_id = agent.id AND status = 'completed' AND NOT dry_run
          AND output IS NOT NULL AND queued_at > now() - interval '48 hours'
          AND finished_at > now() - interval '24 hours'
        ORDER BY queued_at DESC LIMIT 1) AS last
      WHERE agent.organization_id = ${organizationId}::uuid AND agent.id <> ${agentId}::uuid
      ORDER BY last.finished_at DESC LIMIT ${limit}`;
  }

  /** The parts of a stored prompt, or undefined. */
  async get(hash: string): Promise<unknown> {
    const { tx, organizationId } = this.#scope;
    const row = await tx.prompt.findUnique({ where: { organizationId_hash: { organizationId, hash } } });
    return row?.parts;
  }
}

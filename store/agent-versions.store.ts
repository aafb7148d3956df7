/** The versions of agents: immutable snapshots, of which the newest are kept, and those somebody still needs. */
import type { Scope } from './database.ts';
import type { AgentVersion } from './generated/client.ts';
import { type Page, type PageRequest, toPage } from './page.ts';

/** How many versions of an agent are kept for looking back. */
export const VERSIONS_KEPT = 20;

export class AgentVersionStore {
  readonly #scope: Scope;

  constructor(scope: Scope) {
    this.#scope = scope;
  }

  async list(agentId: string, { limit, after }: PageRequest): Promise<Page<AgentVersion>> {
    const { tx, organizationId } = this.#scope;
    const rows = await tx.agentVersion.findMany({
      where: {
        agentId,
        organizationId,
        ...(after === undefined
          ? {}
          : { OR: [{ createdAt: { lt: after.at } }, { createdAt: after.at, id: { lt: after.id } }] }),
      },
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      take: limit + 1,
    });
    return toPage(rows, limit);
  }

  async get(agentId: string, id: string): Promise<AgentVersion | undefined> {
    const { tx, organizationId } = this.#scope;
    return (await tx.agentVersion.findFirst({ where: { id, agentId, organizationId } })) ?? undefined;
  }

  /** The current version of a system agent, which belongs to no organization; undefined when it is none. */
  async currentOfSystemAgent(agentId: string): Promise<AgentVersion | undefined> {
    const { tx } = this.#scope;
    const agent = await tx.agent.findFirst({ where: { id: agentId, organizationId: null } });
    if (agent === null) return undefined;
    const where = { id: agent.currentVersionId, organizationId: null };
    return (await tx.agentVersion.findFirst({ where })) ?? undefined;
  }

  /**
   * Removes what is older than the newest {@link VERSIONS_KEPT}, but never the current version, one that a run is pinned
   * to which is unfinished or has left an effect under way, or one that an open approval names. Called while the agent's
   * row is held.
   */
  async trim(agentId: string): Promise<void> {
    const { tx, organizationId } = this.#scope;
    await tx.$executeRaw`
      DELETE FROM agent_version v
      WHERE v.organization_id = ${organizationId}::uuid AND v.agent_id = ${agentId}::uuid
        AND v.number < (SELECT min(number) FROM (
          SELECT number FROM agent_version
          WHERE organization_id = ${organizationId}::uuid AND agent_id = ${agentId}::uuid
          ORDER BY number DESC LIMIT ${VERSIONS_KEPT}::int) AS newest)
        AND NOT EXISTS (SELECT 1 FROM agent a WHERE a.organization_id = v.organization_id AND a.current_version_id = v.id)
        AND NOT EXISTS (SELECT 1 FROM run r
          WHERE r.organization_id = v.organization_id AND r.agent_id = v.agent_id AND r.agent_version_id = v.id
            AND (r.status IN ('queued', 'running', 'waiting') OR EXISTS (SELECT 1 FROM run_step s
              WHERE s.organization_id = r.organization_id AND s.run_id = r.id AND s.status = 'started' AND s.effect <> 'pure')))
        AND NOT EXISTS (SELECT 1 FROM approval p
          WHERE p.organization_id = v.organization_id AND p.agent_version_id = v.id AND p.status = 'pending')`;
  }
}

/** Tools that an owner lets an agent use unasked: of the agent as it is now, and no part of any version. */
import { toPublicId } from '../domain/ids.ts';
import { AuditStore } from './audit.store.ts';
import type { Scope } from './database.ts';
import type { Agent } from './generated/client.ts';

export class AgentGrantStore {
  readonly #scope: Scope;

  constructor(scope: Scope) {
    this.#scope = scope;
  }

  async get(agentId: string): Promise<readonly string[]> {
    const { tx, organizationId } = this.#scope;
    const where = { id: agentId, organizationId };
    const agent = await tx.agent.findFirst({ where, select: { grantedTools: true } });
    return agent?.grantedTools ?? [];
  }

  /** Takes tools from all agents that were granted them: these names are about to mean something else. */
  async withdraw(tools: readonly string[], actor: string): Promise<void> {
    const { tx, organizationId } = this.#scope;
    await tx.$queryRaw`
      SELECT 1 FROM agent WHERE organization_id = ${organizationId}::uuid AND granted_tools && ${[...tools]}::text[]
      ORDER BY id FOR UPDATE`;
    const agents = await tx.agent.findMany({
      where: { organizationId, grantedTools: { hasSome: [...tools] } },
    });
    for (const agent of agents) {
      const kept = agent.grantedTools.filter((name) => !tools.includes(name));
      await this.set(agent, kept, actor);
    }
  }

  /** False when the agent was saved since it was read; then nothing is changed. */
  async set(
    { id, revision, grantedTools }: Agent,
    tools: readonly string[],
    actor: string,
  ): Promise<boolean> {
    const { tx, organizationId } = this.#scope;
    const { count } = await tx.agent.updateMany({
      where: { id, organizationId, revision },
      data: {
        grantedTools: [...tools],
        isSystemDefault: false,
        revision: { increment: 1 },
        updatedAt: new Date(),
      },
    });
    if (count === 0) return false;
    await new AuditStore(this.#scope).record({
      actor,
      action: 'agent.granted',
      subject: { kind: 'agent', id: toPublicId('agent', id) },
      before: { grantedTools },
      after: { grantedTools: tools },
    });
    return true;
  }
}

/** The platform's skills. Organizations read, attach and copy them; a change here is in their next runs. */
import type { Skill } from '../generated/client.ts';
import { newId } from '../new-id.ts';
import { type Page, type PageRequest, toPage } from '../page.ts';
import type { Tx } from '../prisma.ts';
import type { SkillDetail, SkillWords } from '../skills.store.ts';
import { below, OURS } from './platform-rows.ts';

export interface PlatformSkill extends SkillDetail {
  /** System agents that have it. */
  readonly usedBy: SkillDetail['usedBy'];
  /** How many agents of organizations have it, clones or not; whose they are is not the platform's concern. */
  readonly organizationAgents: number;
}

export class PlatformSkills {
  readonly #tx: Tx;

  constructor(tx: Tx) {
    this.#tx = tx;
  }

  async list({ limit, after }: PageRequest): Promise<Page<PlatformSkill>> {
    const rows = await this.#tx.skill.findMany({
      where: { ...OURS, ...below(after) },
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      take: limit + 1,
    });
    const page = toPage(rows, limit);
    return { rows: await this.#withUses(page.rows), hasMore: page.hasMore };
  }

  async get(id: string): Promise<PlatformSkill | undefined> {
    const skill = await this.#tx.skill.findFirst({ where: { id, ...OURS } });
    return skill === null ? undefined : (await this.#withUses([skill]))[0];
  }

  /** As `get`, and nobody attaches it before the transaction ends. */
  async getToRemove(id: string): Promise<PlatformSkill | undefined> {
    await this.#tx
      .$queryRaw`SELECT 1 FROM skill WHERE id = ${id}::uuid AND organization_id IS NULL FOR UPDATE`;
    return this.get(id);
  }

  async create(words: SkillWords): Promise<PlatformSkill> {
    const skill = await this.#tx.skill.create({ data: { id: newId(), ...words, tags: [...words.tags] } });
    return { skill, usedBy: [], organizationAgents: 0 };
  }

  /** Saves against a version; undefined when the skill is no longer at that version. */
  async update(id: string, version: number, change: Partial<SkillWords>): Promise<PlatformSkill | undefined> {
    const { tags, ...rest } = change;
    const { count } = await this.#tx.skill.updateMany({
      where: { id, version, ...OURS },
      data: {
        ...rest,
        ...(tags === undefined ? {} : { tags: [...tags] }),
        version: { increment: 1 },
        updatedAt: new Date(),
      },
    });
    return count === 0 ? undefined : this.get(id);
  }

  async remove(id: string): Promise<void> {
    await this.#tx.skill.deleteMany({ where: { id, ...OURS } });
  }

  async #withUses(skills: readonly Skill[]): Promise<PlatformSkill[]> {
    const skillIds = skills.map((skill) => skill.id);
    const [links, others] = await Promise.all([
      this.#tx.agentSkill.findMany({ where: { skillId: { in: skillIds }, ...OURS } }),
      this.#tx.agentSkill.groupBy({
        by: ['skillId'],
        where: { skillId: { in: skillIds }, organizationId: { not: null } },
        _count: true,
      }),
    ]);
    const agents = await this.#tx.agent.findMany({
      where: { id: { in: links.map((link) => link.agentId) }, ...OURS },
      orderBy: { name: 'asc' },
      select: { id: true, name: true },
    });
    return skills.map((skill) => {
      const linked = new Set(links.filter((link) => link.skillId === skill.id).map((link) => link.agentId));
      return {
        skill,
        usedBy: agents.filter(({ id }) => linked.has(id)),
        organizationAgents: others.find((row) => row.skillId === skill.id)?._count ?? 0,
      };
    });
  }
}

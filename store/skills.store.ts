/** Skills: the organization's own, and those of the platform, which it reads and attaches but never writes. */
import { fromPublicId, toPublicId } from '../domain/ids.ts';
import type { Scope } from './database.ts';
import type { Skill } from './generated/client.ts';
import { newId } from './new-id.ts';
import { type Page, type PageRequest, toPage } from './page.ts';

export interface SkillWords {
  readonly title: string;
  readonly description: string;
  readonly body: string;
  readonly tags: readonly string[];
  readonly enabled: boolean;
}

export interface SkillDetail {
  readonly skill: Skill;
  readonly usedBy: readonly { readonly id: string; readonly name: string }[];
}

export interface SkillFilter {
  readonly q?: string | undefined;
  readonly tag?: string | undefined;
  readonly scope?: 'platform' | 'organization' | undefined;
}

export class SkillStore {
  readonly #scope: Scope;

  constructor(scope: Scope) {
    this.#scope = scope;
  }

  async create(words: SkillWords): Promise<SkillDetail> {
    const { tx, organizationId } = this.#scope;
    const skill = await tx.skill.create({
      data: { id: newId(), organizationId, ...words, tags: [...words.tags] },
    });
    return { skill, usedBy: [] };
  }

  /** One that the organization may read. */
  async get(id: string): Promise<SkillDetail | undefined> {
    const { tx } = this.#scope;
    const skill = await tx.skill.findFirst({ where: { id, OR: this.#readable() } });
    if (skill === null) return undefined;
    return (await this.#withUses([skill]))[0];
  }

  async list(filter: SkillFilter, { limit, after }: PageRequest): Promise<Page<SkillDetail>> {
    const { tx, organizationId } = this.#scope;
    const { q, tag, scope } = filter;
    const contains = q === undefined ? undefined : { contains: escapeLike(q), mode: 'insensitive' as const };
    const owner =
      scope === undefined
        ? { OR: this.#readable() }
        : { organizationId: scope === 'platform' ? null : organizationId };
    const rows = await tx.skill.findMany({
      where: {
        AND: [
          owner,
          ...(contains === undefined ? [] : [{ OR: [{ title: contains }, { description: contains }] }]),
          ...(tag === undefined ? [] : [{ tags: { has: tag } }]),
          ...(after === undefined
            ? []
            : [{ OR: [{ createdAt: { lt: after.at } }, { createdAt: after.at, id: { lt: after.id } }] }]),
        ],
      },
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      take: limit + 1,
    });
    const page = toPage(rows, limit);
    return { rows: await this.#withUses(page.rows), hasMore: page.hasMore };
  }

  /** Saves against a version; undefined when the skill is no longer at that version, or not the organization's. */
  async update(id: string, version: number, change: Partial<SkillWords>): Promise<SkillDetail | undefined> {
    const { tx, organizationId } = this.#scope;
    const { tags, ...rest } = change;
    const { count } = await tx.skill.updateMany({
      where: { id, organizationId, version },
      data: {
        ...rest,
        ...(tags === undefined ? {} : { tags: [...tags] }),
        version: { increment: 1 },
        updatedAt: new Date(),
      },
    });
    return count === 0 ? undefined : this.get(id);
  }

  /** Nobody attaches the organization's skill before the transaction ends. */
  async hold(id: string): Promise<void> {
    const { tx, organizationId } = this.#scope;
    await tx.$queryRaw`
      SELECT 1 FROM skill WHERE id = ${id}::uuid AND organization_id = ${organizationId}::uuid FOR UPDATE`;
  }

  async remove(id: string): Promise<void> {
    const { tx, organizationId } = this.#scope;
    await tx.skill.deleteMany({ where: { id, organizationId } });
  }

  /** In the order asked for; those that are not enabled or no longer there are missing. */
  async forPrompt(publicIds: readonly string[]): Promise<{ id: string; title: string; body: string }[]> {
    if (publicIds.length === 0) return [];
    const { tx } = this.#scope;
    const ids = publicIds.flatMap((id) => fromPublicId('skill', id) ?? []);
    const rows = await tx.skill.findMany({
      where: { id: { in: ids }, enabled: true, OR: this.#readable() },
    });
    const byId = new Map(rows.map((row) => [row.id, row]));
    return ids.flatMap((id) => {
      const row = byId.get(id);
      return row === undefined
        ? []
        : [{ id: toPublicId('skill', id), title: row.title, body: `${row.description}\n\n${row.body}` }];
    });
  }

  #readable() {
    return [{ organizationId: null }, { organizationId: this.#scope.organizationId }];
  }

  async #withUses(skills: readonly Skill[]): Promise<SkillDetail[]> {
    const { tx, organizationId } = this.#scope;
    const links = await tx.agentSkill.findMany({
      where: { organizationId, skillId: { in: skills.map((skill) => skill.id) } },
    });
    const agents = await tx.agent.findMany({
      where: { organizationId, id: { in: links.map((link) => link.agentId) } },
      orderBy: { name: 'asc' },
      select: { id: true, name: true },
    });
    return skills.map((skill) => ({
      skill,
      usedBy: agents.filter(({ id }) =>
        links.some((link) => link.skillId === skill.id && link.agentId === id),
      ),
    }));
  }
}

/** `%`, `_` and `\` in a search are meant as themselves. */
function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, (char) => `\\${char}`);
}

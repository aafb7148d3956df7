/** What a spec names of other tables: skills and the person it acts for. */
import type { Role } from '../domain/access/permissions.ts';
import { fromPublicId, toPublicId } from '../domain/ids.ts';
import { AuditStore } from './audit.store.ts';
import type { Scope } from './database.ts';
import { newId } from './new-id.ts';

export interface SkillWords {
  readonly title: string;
  readonly description: string;
  readonly body: string;
  readonly tags: readonly string[];
}

export interface KnownSkill extends SkillWords {
  readonly enabled: boolean;
}

interface NamedAgent {
  readonly id: string;
  /** Undefined: nobody asks for it by its name any more. */
  readonly name: string | undefined;
}

export class AgentReferenceStore {
  readonly #scope: Scope;

  constructor(scope: Scope) {
    this.#scope = scope;
  }

  /** Skills that this organization may use, by their public ids; those of others are as unknown as any. */
  async skills(publicIds: readonly string[]): Promise<Map<string, KnownSkill>> {
    const { tx, organizationId } = this.#scope;
    const ids = publicIds.flatMap((id) => fromPublicId('skill', id) ?? []);
    if (ids.length === 0) return new Map();
    const rows = await tx.skill.findMany({
      where: { id: { in: ids }, OR: [{ organizationId }, { organizationId: null }] },
    });
    return new Map(rows.map((row) => [toPublicId('skill', row.id), row]));
  }

  /** Those of the public ids that are agents of the organization. */
  async agents(publicIds: readonly string[]): Promise<ReadonlySet<string>> {
    const { tx, organizationId } = this.#scope;
    const ids = publicIds.flatMap((id) => fromPublicId('agent', id) ?? []);
    if (ids.length === 0) return new Set();
    const rows = await tx.agent.findMany({
      where: { organizationId, id: { in: ids } },
      select: { id: true },
    });
    return new Set(rows.map((row) => toPublicId('agent', row.id)));
  }

  /** Names and public ids of the agents that have one of these names or UUIDs; archived ones have only their ids. */
  async named(names: readonly string[], publicIds: readonly string[] = []): Promise<NamedAgent[]> {
    const { tx, organizationId } = this.#scope;
    const ids = publicIds.flatMap((id) => fromPublicId('agent', id) ?? []);
    if (ids.length === 0 && names.length === 0) return [];
    const rows = await tx.agent.findMany({
      where: { organizationId, OR: [{ id: { in: ids } }, { name: { in: [...names] } }] },
      select: { id: true, name: true, status: true },
      orderBy: { id: 'asc' },
    });
    return rows.map(({ id, name, status }) => ({
      id: toPublicId('agent', id),
      name: status === 'archived' ? undefined : name,
    }));
  }

  /** Whether somebody with this public id is a member of the organization. */
  async isMember(publicId: string): Promise<boolean> {
    const { tx, organizationId } = this.#scope;
    const personId = fromPublicId('person', publicId);
    if (personId === undefined) return false;
    return (await tx.member.count({ where: { organizationId, personId } })) > 0;
  }

  /** The roles of members, by their public ids; who is no member has none. */
  async rolesOf(publicIds: readonly string[]): Promise<Map<string, Role>> {
    const { tx, organizationId } = this.#scope;
    const ids = publicIds.flatMap((id) => fromPublicId('member', id) ?? []);
    if (ids.length === 0) return new Map();
    const rows = await tx.member.findMany({ where: { organizationId, id: { in: ids } } });
    return new Map(rows.map((row) => [toPublicId('member', row.id), row.role as Role]));
  }

  /** For each, the public id of a usable skill that is the same word for word; undefined where there is none. */
  async identicalSkills(wanted: readonly SkillWords[]): Promise<(string | undefined)[]> {
    const { tx, organizationId } = this.#scope;
    if (wanted.length === 0) return [];
    const rows = await tx.skill.findMany({
      where: {
        title: { in: wanted.map((skill) => skill.title) },
        enabled: true,
        OR: [{ organizationId }, { organizationId: null }],
      },
      orderBy: { createdAt: 'asc' },
    });
    return wanted.map((skill) => {
      const same = rows.find((row) => wordsOf(row) === wordsOf(skill));
      return same === undefined ? undefined : toPublicId('skill', same.id);
    });
  }

  /** Makes the skills that were not found as the organization's own; answers the public ids of all. */
  async takeOverSkills(
    wanted: readonly SkillWords[],
    found: readonly (string | undefined)[],
    actor: string,
  ): Promise<string[]> {
    const ids: string[] = [];
    for (const [i, skill] of wanted.entries()) {
      ids.push(found[i] ?? (await createSkill(this.#scope, skill, actor)));
    }
    return ids;
  }
}

/** Makes the rows of agent_skill what a spec says; a skill that has been deleted since has no row. */
export async function linkSkills(
  { tx, organizationId }: Scope,
  agentId: string,
  skillIds: readonly string[],
): Promise<void> {
  const wanted = skillIds.flatMap((id) => fromPublicId('skill', id) ?? []);
  await tx.agentSkill.deleteMany({ where: { organizationId, agentId } });
  if (wanted.length === 0) return;
  await tx.$executeRaw`
    INSERT INTO agent_skill (organization_id, agent_id, skill_id, position)
    SELECT ${organizationId}::uuid, ${agentId}::uuid, skill.id, wanted.position
    FROM unnest(${wanted}::uuid[]) WITH ORDINALITY AS wanted(id, position)
    JOIN skill ON skill.id = wanted.id
      AND (skill.organization_id IS NULL OR skill.organization_id = ${organizationId}::uuid)`;
}

async function createSkill(scope: Scope, skill: SkillWords, actor: string): Promise<string> {
  const { title, description, body, tags } = skill;
  const id = newId();
  const data = { id, organizationId: scope.organizationId, title, description, body, tags: [...tags] };
  await scope.tx.skill.create({ data });
  const subject = { kind: 'skill', id: toPublicId('skill', id) };
  const after = { title, description, body, tags };
  await new AuditStore(scope).record({ actor, action: 'skill.created', subject, after });
  return subject.id;
}

function wordsOf({ title, description, body, tags }: SkillWords): string {
  return JSON.stringify([title, description, body, tags]);
}

/** Who belongs to the organization, and as what. */
import type { Role } from '../domain/access/permissions.ts';
import type { Scope } from './database.ts';
import { newId } from './new-id.ts';
import { type Page, type PageRequest, toPage } from './page.ts';
import { Prisma } from './prisma.ts';

export interface MemberRow {
  readonly id: string;
  readonly personId: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  readonly createdAt: Date;
}

export class MemberStore {
  readonly #scope: Scope;

  constructor(scope: Scope) {
    this.#scope = scope;
  }

  async list({ limit, after }: PageRequest): Promise<Page<MemberRow>> {
    const below =
      after === undefined
        ? Prisma.empty
        : Prisma.sql`AND (m.created_at, m.id) < (${after.at}, ${after.id}::uuid)`;
    return toPage(await this.#select(below, limit + 1), limit);
  }

  async get(id: string): Promise<MemberRow | undefined> {
    return (await this.#select(Prisma.sql`AND m.id = ${id}::uuid`, 1))[0];
  }

  async findByPerson(personId: string): Promise<MemberRow | undefined> {
    return (await this.#select(Prisma.sql`AND m.person_id = ${personId}::uuid`, 1))[0];
  }

  async findByEmail(email: string): Promise<MemberRow | undefined> {
    return (await this.#select(Prisma.sql`AND p.email = ${email}`, 1))[0];
  }

  /** False when they are a member already, whose role then stays. */
  async add(personId: string, role: Role): Promise<boolean> {
    const { tx, organizationId } = this.#scope;
    const { count } = await tx.member.createMany({
      data: [{ id: newId(), organizationId, personId, role }],
      skipDuplicates: true,
    });
    return count > 0;
  }

  async setRole(id: string, role: Role): Promise<void> {
    const { tx, organizationId } = this.#scope;
    await tx.member.updateMany({ where: { id, organizationId }, data: { role } });
  }

  async remove(id: string): Promise<void> {
    const { tx, organizationId } = this.#scope;
    await tx.member.deleteMany({ where: { id, organizationId } });
  }

  /** Holds the owners until the commit, so that two owners cannot remove each other at once. */
  async lockOwners(): Promise<readonly string[]> {
    const { tx, organizationId } = this.#scope;
    const rows = await tx.$queryRaw<{ id: string }[]>`
      SELECT id FROM member WHERE organization_id = ${organizationId}::uuid AND role = 'owner'
      ORDER BY id FOR UPDATE`;
    return rows.map((row) => row.id);
  }

  async #select(condition: Prisma.Sql, limit: number): Promise<MemberRow[]> {
    const { tx, organizationId } = this.#scope;
    return tx.$queryRaw<MemberRow[]>`
      SELECT m.id, m.person_id AS "personId", p.name, p.email, m.role, m.created_at AS "createdAt"
      FROM member m JOIN person p ON p.id = m.person_id
      WHERE m.organization_id = ${organizationId}::uuid ${condition}
      ORDER BY m.created_at DESC, m.id DESC LIMIT ${limit}`;
  }
}

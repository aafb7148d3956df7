/** The organization itself. */
import type { Scope } from './database.ts';
import type { Organization } from './generated/client.ts';
import { MemberStore } from './members.store.ts';
import { enqueue } from './outbox.ts';

export interface NewOrganization {
  readonly name: string;
  readonly timeZone: string;
  /** The person who is its first owner. */
  readonly ownerId: string;
}

export class OrganizationStore {
  readonly #scope: Scope;

  constructor(scope: Scope) {
    this.#scope = scope;
  }

  async get(): Promise<Organization> {
    const { tx, organizationId } = this.#scope;
    return tx.organization.findUniqueOrThrow({ where: { id: organizationId } });
  }

  /**
   * Makes the organization whose id the transaction names, with its owner and the order to set it up. False, and
   * nothing is written, when it is there already.
   */
  async found({ name, timeZone, ownerId }: NewOrganization): Promise<boolean> {
    const { tx, organizationId } = this.#scope;
    const { count } = await tx.organization.createMany({
      data: [{ id: organizationId, name, timeZone }],
      skipDuplicates: true,
    });
    if (count === 0) return false;
    await new MemberStore(this.#scope).add(ownerId, 'owner');
    await tx.onboarding.createMany({ data: [{ organizationId }] });
    const dedupeKey = `start_onboarding:${organizationId}`;
    await enqueue(this.#scope, { kind: 'start_onboarding', payload: {}, dedupeKey });
    return true;
  }

  /** As `get`, held until the commit. */
  async lock(): Promise<Organization> {
    const { tx, organizationId } = this.#scope;
    await tx.$queryRaw`SELECT 1 FROM organization WHERE id = ${organizationId}::uuid FOR NO KEY UPDATE`;
    return this.get();
  }

  async update(change: { name?: string; timeZone?: string; egressHosts?: string[] }): Promise<Organization> {
    const { tx, organizationId } = this.#scope;
    return tx.organization.update({ where: { id: organizationId }, data: change });
  }
}

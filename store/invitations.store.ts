/** Invitations to the organization, each with a token that works once. */
import type { Role } from '../domain/access/permissions.ts';
import type { Scope } from './database.ts';
import type { Invitation } from './generated/client.ts';
import { newId } from './new-id.ts';
import { type Page, type PageRequest, toPage } from './page.ts';
import { createToken } from './secret-tokens.ts';

/** An invitation without the hash of its token. */
export type InvitationRow = Omit<Invitation, 'tokenHash'>;

export interface NewInvitation {
  readonly email: string;
  readonly role: Role;
  readonly invitedBy: string;
  readonly expiresAt: Date;
}

export class InvitationStore {
  readonly #scope: Scope;

  constructor(scope: Scope) {
    this.#scope = scope;
  }

  async list({ limit, after }: PageRequest): Promise<Page<InvitationRow>> {
    const { tx, organizationId } = this.#scope;
    const rows = await tx.invitation.findMany({
      where: {
        organizationId,
        ...(after === undefined
          ? {}
          : { OR: [{ createdAt: { lt: after.at } }, { createdAt: after.at, id: { lt: after.id } }] }),
      },
      omit: { tokenHash: true },
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      take: limit + 1,
    });
    return toPage(rows, limit);
  }

  async get(id: string): Promise<InvitationRow | undefined> {
    const { tx, organizationId } = this.#scope;
    const row = await tx.invitation.findFirst({ where: { id, organizationId }, omit: { tokenHash: true } });
    return row ?? undefined;
  }

  /** The token is nowhere but in the answer. */
  async create(invitation: NewInvitation): Promise<{ row: InvitationRow; token: string }> {
    const { tx, organizationId } = this.#scope;
    const { token, tokenHash } = createToken();
    const row = await tx.invitation.create({
      data: { id: newId(), organizationId, tokenHash, ...invitation },
      omit: { tokenHash: true },
    });
    return { row, token };
  }

  /** False when it was accepted or revoked before. */
  async revoke(id: string): Promise<boolean> {
    const { tx, organizationId } = this.#scope;
    const { count } = await tx.invitation.updateMany({
      where: { id, organizationId, acceptedAt: null, revokedAt: null },
      data: { revokedAt: new Date() },
    });
    return count > 0;
  }

  /** Takes back what somebody has open who may not invite any more; `invitedBy` as records show it. */
  async withdrawOf(invitedBy: string): Promise<number> {
    const { tx, organizationId } = this.#scope;
    const { count } = await tx.invitation.updateMany({
      where: { organizationId, invitedBy, acceptedAt: null, revokedAt: null },
      data: { revokedAt: new Date() },
    });
    return count;
  }

  /** Uses the token up; false when somebody did before, or when it is revoked or too old. */
  async accept(id: string): Promise<boolean> {
    const { tx, organizationId } = this.#scope;
    const now = new Date();
    const { count } = await tx.invitation.updateMany({
      where: { id, organizationId, acceptedAt: null, revokedAt: null, expiresAt: { gt: now } },
      data: { acceptedAt: now },
    });
    return count > 0;
  }
}

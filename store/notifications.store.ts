/** What members are told, written with its cause: a change that is undone has told nobody. */
import type { Role } from '../domain/access/permissions.ts';
import type { Scope } from './database.ts';
import type { Notification } from './generated/client.ts';
import { newId } from './new-id.ts';
import { type Page, type PageRequest, toPage } from './page.ts';

export type NotificationRow = Notification;

/** Everybody who has one of the roles or is named; a person is told once. */
export interface Audience {
  readonly roles?: readonly Role[];
  readonly memberIds?: readonly string[];
  /** Who is named is told only while they have one of these roles. */
  readonly namedWithRoles?: readonly Role[];
  /** Told nothing, whatever their role. */
  readonly exceptPersonIds?: readonly string[];
}

export interface NewNotification {
  readonly audience: Audience;
  /** What happened: `approval.requested`, `budget.exhausted` … */
  readonly kind: string;
  readonly title: string;
  readonly body: string;
  /** A path of the web page, such as `/approvals?id=apr_…`. */
  readonly link: string;
  /** Names the cause: repeated for the same cause, it tells nobody again. */
  readonly dedupeKey: string;
  /** When it asks for a decision: where mail is configured, it brings links to decide. */
  readonly approvalId?: string;
}

export class NotificationStore {
  readonly #scope: Scope;

  constructor(scope: Scope) {
    this.#scope = scope;
  }

  /** Tells everybody of the audience; answers how many there are, told now or before. */
  async notify({ audience, ...facts }: NewNotification): Promise<number> {
    const { tx, organizationId } = this.#scope;
    const { roles = [], memberIds = [], namedWithRoles, exceptPersonIds = [] } = audience;
    const named = {
      id: { in: [...memberIds] },
      ...(namedWithRoles && { role: { in: [...namedWithRoles] } }),
    };
    const members = await tx.member.findMany({
      where: {
        organizationId,
        OR: [{ role: { in: [...roles] } }, named],
        personId: { notIn: [...exceptPersonIds] },
      },
      select: { id: true },
      orderBy: { id: 'asc' },
    });
    if (members.length === 0) return 0;
    await tx.notification.createMany({
      data: members.map(({ id }) => ({ id: newId(), organizationId, memberId: id, ...facts })),
      skipDuplicates: true,
    });
    return members.length;
  }

  async list(
    memberId: string,
    { limit, after }: PageRequest,
    { unreadOnly = false } = {},
  ): Promise<Page<NotificationRow>> {
    const { tx, organizationId } = this.#scope;
    const rows = await tx.notification.findMany({
      where: {
        organizationId,
        memberId,
        ...(unreadOnly ? { readAt: null } : {}),
        ...(after === undefined
          ? {}
          : { OR: [{ createdAt: { lt: after.at } }, { createdAt: after.at, id: { lt: after.id } }] }),
      },
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      take: limit + 1,
    });
    return toPage(rows, limit);
  }

  async countUnread(memberId: string): Promise<number> {
    const { tx, organizationId } = this.#scope;
    return tx.notification.count({ where: { organizationId, memberId, readAt: null } });
  }

  /** The notification as it is then; undefined when the member has no such. */
  async markRead(memberId: string, id: string): Promise<NotificationRow | undefined> {
    const { tx, organizationId } = this.#scope;
    await tx.notification.updateMany({
      where: { organizationId, memberId, id, readAt: null },
      data: { readAt: new Date() },
    });
    return (await tx.notification.findFirst({ where: { organizationId, memberId, id } })) ?? undefined;
  }

  async markAllRead(memberId: string): Promise<void> {
    const { tx, organizationId } = this.#scope;
    await tx.notification.updateMany({
      where: { organizationId, memberId, readAt: null },
      data: { readAt: new Date() },
    });
  }

  /** The notification, when its receiver was not asked on a channel yet; from now on they were. */
  async takeToText(id: string): Promise<NotificationRow | undefined> {
    const { tx, organizationId } = this.#scope;
    const { count } = await tx.notification.updateMany({
      where: { organizationId, id, textedAt: null, readAt: null },
      data: { textedAt: new Date() },
    });
    if (count === 0) return undefined;
    return (await tx.notification.findFirst({ where: { organizationId, id } })) ?? undefined;
  }

  /** Nobody needs to look any more at what asked for these decisions. */
  async settle(approvalIds: readonly string[]): Promise<void> {
    const { tx, organizationId } = this.#scope;
    await tx.notification.updateMany({
      where: { organizationId, approvalId: { in: [...approvalIds] }, readAt: null },
      data: { readAt: new Date() },
    });
  }
}

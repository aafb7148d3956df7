/** Notifications as their receiver sees them. */
import type { z } from 'zod';
import type { notificationView } from '../../../domain/contracts/notifications.ts';
import { toPublicId } from '../../../domain/ids.ts';
import type { Store } from '../../../store/database.ts';
import type { NotificationRow } from '../../../store/notifications.store.ts';
import type { Actor } from '../../auth/actor.ts';

/** Whose notifications the caller reads. A key reads those of the member who made it; undefined for nobody's key. */
export async function receiverOf(store: Store, { personId }: Actor): Promise<string | undefined> {
  return personId === undefined ? undefined : (await store.members.findByPerson(personId))?.id;
}

export function presentNotification(row: NotificationRow): z.input<typeof notificationView> {
  return {
    id: toPublicId('notification', row.id),
    kind: row.kind,
    title: row.title,
    body: row.body,
    link: row.link,
    readAt: row.readAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
  };
}

/** GET /v1/notifications: what the caller is told. */
import { listNotificationsQuery, notificationPage } from '../../../domain/contracts/notifications.ts';
import { presentPage, toPageRequest } from '../../cursor.ts';
import { defineRoute } from '../../route.ts';
import { presentNotification, receiverOf } from './own-notifications.ts';

export const listNotifications = defineRoute({
  method: 'get',
  path: '/v1/notifications',
  summary: 'List your notifications, newest first',
  description:
    'Each member has their own; an API key reads those of the member who made it, and a key of nobody has none.',
  permission: 'organization:read',
  query: listNotificationsQuery,
  status: 200,
  response: notificationPage,

  async handle({ query, actor, transact }) {
    const request = toPageRequest(query);
    const { page, unread } = await transact(async (store) => {
      const memberId = await receiverOf(store, actor);
      if (memberId === undefined) return { page: { rows: [], hasMore: false }, unread: 0 };
      return {
        page: await store.notifications.list(memberId, request, { unreadOnly: query.unread === 'true' }),
        unread: await store.notifications.countUnread(memberId),
      };
    });
    const body = presentPage(page, presentNotification, (row) => ({ at: row.createdAt, id: row.id }));
    return { body: { ...body, unread } };
  },
});

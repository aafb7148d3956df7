/** POST /v1/notifications/read: all of the caller's. */
import { doneView } from '../../../domain/contracts/people.ts';
import { defineRoute } from '../../route.ts';
import { receiverOf } from './own-notifications.ts';

export const readAllNotifications = defineRoute({
  method: 'post',
  path: '/v1/notifications/read',
  summary: 'Mark all your notifications as read',
  permission: 'organization:read',
  status: 200,
  response: doneView,

  async handle({ actor, transact }) {
    await transact(async (store) => {
      const memberId = await receiverOf(store, actor);
      if (memberId !== undefined) await store.notifications.markAllRead(memberId);
    });
    return { body: { done: true as const } };
  },
});

/** POST /v1/notifications/{id}/read */
import { notificationView } from '../../../domain/contracts/notifications.ts';
import { AppError } from '../../../domain/errors.ts';
import { idParams } from '../../path-id.ts';
import { defineRoute } from '../../route.ts';
import { presentNotification, receiverOf } from './own-notifications.ts';

export const readNotification = defineRoute({
  method: 'post',
  path: '/v1/notifications/{id}/read',
  summary: 'Mark a notification as read',
  permission: 'organization:read',
  params: idParams('notification'),
  status: 200,
  response: notificationView,

  async handle({ params, actor, transact }) {
    const row = await transact(async (store) => {
      const memberId = await receiverOf(store, actor);
      return memberId === undefined ? undefined : store.notifications.markRead(memberId, params.id);
    });
    if (row === undefined) throw new AppError('not_found', 'There is no such notification of yours.');
    return { body: presentNotification(row) };
  },
});

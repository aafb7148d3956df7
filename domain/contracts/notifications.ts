/** HTTP shapes of `/v1/notifications`: what the caller is told. */
import { z } from 'zod';
import { idOf, pageOf, pageQuery, timestamp } from './primitives.ts';

export const listNotificationsQuery = pageQuery.extend({
  /** Only those that were not read. */
  unread: z.enum(['true', 'false']).default('false'),
});

export const notificationView = z
  .strictObject({
    id: idOf('notification'),
    kind: z.string(),
    title: z.string(),
    body: z.string(),
    link: z.string().meta({ description: 'A path of the web page.' }),
    readAt: timestamp.nullable(),
    createdAt: timestamp,
  })
  .meta({ id: 'Notification' });

export const notificationPage = pageOf(notificationView)
  .extend({ unread: z.int().meta({ description: 'How many of all were not read.' }) })
  .meta({ id: 'NotificationPage' });

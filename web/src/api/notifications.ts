/** What one is told: the latest notifications, and marking them as read. */
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import type { notificationPage } from '../../../domain/contracts/notifications.ts';
import { ask, get } from './client.ts';

type NotificationPage = z.output<typeof notificationPage>;
export type NotificationView = NotificationPage['data'][number];

const LATEST = 20;

export const notificationsQuery = queryOptions({
  queryKey: ['notifications'],
  queryFn: ({ signal }) => get<NotificationPage>(`/v1/notifications?limit=${String(LATEST)}`, signal),
  refetchInterval: 10_000,
});

/** One of them, or all when none is named. */
export function useReadNotifications() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id?: string) =>
      ask(`/v1/notifications/${id === undefined ? '' : `${id}/`}read`, { method: 'POST', body: {} }),
    onSettled: () => client.invalidateQueries({ queryKey: ['notifications'] }),
  });
}

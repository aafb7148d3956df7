/** What one is told, wherever in the app one is: a bell with the number of what was not read. */
import { ActionIcon, Button, Group, Popover, Text, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconBell } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import { notificationsQuery, type NotificationView, useReadNotifications } from '../api/notifications.ts';
import { plural } from '../ui/format.ts';
import { TimeText } from '../ui/TimeText.tsx';

export function NotificationBell() {
  const [open, panel] = useDisclosure(false);
  const { data } = useQuery(notificationsQuery);
  const unread = data?.unread ?? 0;
  return (
    <Popover
      opened={open}
      onChange={(next) => {
        if (!next) panel.close();
      }}
      position="bottom-end"
      width={340}
      trapFocus
      returnFocus
    >
      <Popover.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
          size="lg"
          className="bell"
          onClick={panel.toggle}
          aria-label={unread === 0 ? 'Notifications' : `Notifications, ${String(unread)} unread`}
        >
          <IconBell size={18} />
          {unread === 0 ? null : (
            <span className="bell-count num" aria-hidden>
              {unread > 99 ? '99+' : unread}
            </span>
          )}
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown p={0} aria-label="Notifications">
        <Latest items={data?.data ?? []} unread={unread} onDone={panel.close} />
      </Popover.Dropdown>
    </Popover>
  );
}

interface LatestProps {
  readonly items: readonly NotificationView[];
  readonly unread: number;
  readonly onDone: () => void;
}

function Latest({ items, unread, onDone }: LatestProps) {
  const read = useReadNotifications();
  const navigate = useNavigate();
  return (
    <>
      <Group justify="space-between" px="md" py="xs">
        <Text fw={600}>{unread === 0 ? 'Notifications' : plural(unread, 'unread notification')}</Text>
        {unread === 0 ? null : (
          <Button
            size="compact-xs"
            variant="subtle"
            loading={read.isPending}
            onClick={() => {
              read.mutate(undefined);
            }}
          >
            Mark all as read
          </Button>
        )}
      </Group>
      {items.length === 0 ? (
        <Text c="dimmed" px="md" pb="md">
          You are told here when something waits for you.
        </Text>
      ) : (
        <ul className="bell-list">
          {items.map((item) => (
            <li key={item.id}>
              <UnstyledButton
                className="bell-item"
                onClick={() => {
                  if (item.readAt === null) read.mutate(item.id);
                  onDone();
                  void navigate(item.link);
                }}
              >
                <Notification item={item} />
              </UnstyledButton>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function Notification({ item: { title, body, readAt, createdAt } }: { readonly item: NotificationView }) {
  return (
    <>
      <Group justify="space-between" wrap="nowrap" gap="xs">
        <Text size="sm" fw={readAt === null ? 600 : 400} truncate>
          {readAt === null ? <span className="bell-new">New: </span> : null}
          {title}
        </Text>
        <Text size="xs" c="dimmed">
          <TimeText iso={createdAt} />
        </Text>
      </Group>
      <Text size="sm" c="dimmed" lineClamp={2}>
        {body}
      </Text>
    </>
  );
}

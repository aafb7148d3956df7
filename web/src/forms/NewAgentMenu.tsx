import { Button, Menu, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import { useCreateAgent } from '../api/mutations.ts';
import { kindsQuery } from '../api/queries.ts';
import type { KindView } from '../api/types.ts';
import { KindIcon } from '../components/KindIcon.tsx';
import { useObstacle } from '../components/use-permission.ts';
import { paths } from '../paths.ts';

/** A new agent is a draft with its kind's defaults; its form opens at once. */
export function NewAgentMenu() {
  const navigate = useNavigate();
  const { data: kinds = [] } = useQuery(kindsQuery);
  const create = useCreateAgent();
  const obstacle = useObstacle('agents:write');
  const start = async (kind: KindView) => {
    try {
      const agent = await create.mutateAsync({ name: kind.title, kind: kind.name });
      void navigate(paths.editAgent(agent.id));
    } catch (error) {
      notifications.show({ color: 'red', title: 'No agent was created', message: String(error) });
    }
  };
  return (
    <Menu position="bottom-end" width={320}>
      <Menu.Target>
        <Button
          leftSection={<IconPlus size={16} />}
          loading={create.isPending}
          disabled={obstacle !== undefined}
          title={obstacle}
        >
          New agent
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {kinds.map((kind) => (
          <Menu.Item
            key={kind.name}
            leftSection={<KindIcon kind={kind.name} />}
            onClick={() => void start(kind)}
          >
            <Text fw={500}>{kind.title}</Text>
            <Text size="xs" c="dimmed">
              {kind.description}
            </Text>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

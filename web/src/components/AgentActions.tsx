import { Button, Menu } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import {
  IconArchive,
  IconChartBar,
  IconCopy,
  IconDots,
  IconDownload,
  IconHistory,
  IconPlayerPause,
  IconPlayerPlay,
} from '@tabler/icons-react';
import { Link, useNavigate } from 'react-router';
import type { AgentFile } from '../../../domain/contracts/agent-files.ts';
import { useAgentAction } from '../api/agent-mutations.ts';
import { get } from '../api/client.ts';
import type { AgentView } from '../api/types.ts';
import { paths } from '../paths.ts';
import { useObstacle } from './use-permission.ts';

/** What can be done with an agent beside editing and running it. */
export function AgentActions({ agent }: { readonly agent: AgentView }) {
  const navigate = useNavigate();
  const action = useAgentAction(agent.id);
  const mayNot = useObstacle('agents:write') !== undefined;
  const act = async (
    path: string,
    done: string,
    more: { method?: 'DELETE'; idempotencyKey?: string } = {},
  ) => {
    try {
      const answer = await action.mutateAsync({ path, ...more });
      notifications.show({ title: done, message: answer.name });
      if (answer.id !== agent.id) void navigate(paths.editAgent(answer.id));
    } catch (error) {
      notifications.show({ color: 'red', title: 'Nothing was changed', message: String(error) });
    }
  };
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <Button variant="default" leftSection={<IconDots size={16} />} loading={action.isPending}>
          More
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item component={Link} to={paths.agentHistory(agent.id)} leftSection={<IconHistory size={16} />}>
          History
        </Menu.Item>
        <Menu.Item
          component={Link}
          to={paths.agentMetrics(agent.id)}
          leftSection={<IconChartBar size={16} />}
        >
          Figures and budget
        </Menu.Item>
        <Menu.Item leftSection={<IconDownload size={16} />} onClick={() => void download(agent)}>
          Export
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item
          disabled={mayNot}
          leftSection={<IconCopy size={16} />}
          onClick={() => void act('/duplicate', 'Duplicated', { idempotencyKey: crypto.randomUUID() })}
        >
          Duplicate
        </Menu.Item>
        {agent.status === 'active' ? (
          <Menu.Item
            disabled={mayNot}
            leftSection={<IconPlayerPause size={16} />}
            onClick={() => void act('/pause', 'Paused: open runs finish, no new ones start')}
          >
            Pause
          </Menu.Item>
        ) : null}
        {agent.status === 'paused' ? (
          <Menu.Item
            disabled={mayNot}
            leftSection={<IconPlayerPlay size={16} />}
            onClick={() => void act('/resume', 'Resumed')}
          >
            Resume
          </Menu.Item>
        ) : null}
        {agent.status === 'archived' ? null : (
          <Menu.Item
            disabled={mayNot}
            leftSection={<IconArchive size={16} />}
            onClick={() => void act('', 'Archived: set its status to bring it back', { method: 'DELETE' })}
          >
            Archive {agent.name}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

/** One file with all of the agent's files in it, which the import takes again. */
async function download(agent: AgentView): Promise<void> {
  const exported = await get<{ files: AgentFile[] }>(`/v1/agents/${agent.id}/export`);
  const url = URL.createObjectURL(
    new Blob([JSON.stringify(exported, null, 2)], { type: 'application/json' }),
  );
  const link = document.createElement('a');
  link.href = url;
  link.download = `${agent.name.replace(/[^\p{L}\p{N}]+/gu, '-')}.agent.json`;
  link.click();
  URL.revokeObjectURL(url);
}

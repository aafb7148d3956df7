import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { Link } from 'react-router';
import { useObstacle } from '../components/use-permission.ts';
import { paths } from '../paths.ts';

/** The way to a new agent: in plain words or by the form beside them. */
export function NewAgentMenu() {
  const obstacle = useObstacle('agents:write');
  if (obstacle !== undefined) {
    return (
      <Button leftSection={<IconPlus size={16} />} disabled title={obstacle}>
        New agent
      </Button>
    );
  }
  return (
    <Button component={Link} to={paths.newAgent()} leftSection={<IconPlus size={16} />}>
      New agent
    </Button>
  );
}

import { Alert, Button, Collapse, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useAgentAction } from '../api/agent-mutations.ts';
import { templateDiffQuery } from '../api/agent-queries.ts';
import type { AgentView } from '../api/types.ts';
import { FieldChanges } from './FieldChanges.tsx';
import { ErrorNotice, QueryView } from './QueryView.tsx';
import { useObstacle } from './use-permission.ts';

interface Props {
  readonly agent: AgentView;
  readonly etag: string;
}

/** For clones only: how they differ from the platform's agent, and the way back to it. */
export function TemplateNotice({ agent, etag }: Props) {
  const [open, setOpen] = useState(false);
  if (agent.systemSourceId === null || (agent.isSystemDefault && !agent.sourceMovedOn)) return null;
  const title = agent.sourceMovedOn
    ? 'The platform has a newer version of this agent'
    : 'You have made this agent your own';
  return (
    <Alert
      role="status"
      color={agent.sourceMovedOn ? 'yellow' : 'gray'}
      variant="outline"
      className="notice"
      {...(agent.sourceMovedOn ? {} : { 'data-tone': 'quiet' })}
      mb="md"
      title={title}
    >
      <Text size="sm">
        {agent.sourceMovedOn
          ? 'Your agent stays as it is until you take the newer version over.'
          : 'Changes of the platform never touch it. You can go back to the platform default.'}
      </Text>
      <Button
        mt="sm"
        size="xs"
        variant="default"
        aria-expanded={open}
        onClick={() => {
          setOpen(!open);
        }}
      >
        {open ? 'Hide the differences' : 'Show the differences'}
      </Button>
      <Collapse expanded={open}>{open ? <Differences agent={agent} etag={etag} /> : null}</Collapse>
    </Alert>
  );
}

function Differences({ agent, etag }: Props) {
  const query = useQuery(templateDiffQuery(agent.id));
  const reset = useAgentAction(agent.id);
  const obstacle = useObstacle('agents:write');
  const takeOver = async () => {
    const saved = await reset.mutateAsync({ path: '/reset', etag }).catch(() => undefined);
    if (saved === undefined) return;
    notifications.show({
      title: 'Using the platform default',
      message: 'Your version is kept in the history.',
    });
  };
  return (
    <QueryView query={query} what="The differences">
      {({ changes, sourceVersion }) => (
        <>
          <Text size="sm" mt="sm" mb="xs">
            Taking over the platform default (v{sourceVersion}) would change:
          </Text>
          <FieldChanges changes={changes} none="Nothing but its schedules." />
          {reset.error === null ? null : <ErrorNotice error={reset.error} title="Nothing was changed" />}
          <Group mt="sm">
            <Button
              size="xs"
              loading={reset.isPending}
              disabled={obstacle !== undefined}
              title={obstacle}
              onClick={() => void takeOver()}
            >
              Reset to platform default
            </Button>
            <Text size="sm">Schedules are reset too. You can restore your version afterwards.</Text>
          </Group>
        </>
      )}
    </QueryView>
  );
}

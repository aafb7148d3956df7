import { ActionIcon, Alert, Button, Group, Stack, Switch, Text, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useScheduleChange } from '../api/agent-mutations.ts';
import { type ScheduleView, schedulesQuery } from '../api/agent-queries.ts';
import type { AgentView } from '../api/types.ts';
import { ErrorNotice, QueryView } from './QueryView.tsx';
import { Section } from './Section.tsx';
import { useObstacle } from './use-permission.ts';

/** When the agent should start by itself, as rows: this release keeps them and does not start anything. */
export function AgentSchedules({ agent }: { readonly agent: AgentView }) {
  const query = useQuery(schedulesQuery(agent.id));
  return (
    <Section title="Schedule">
      <QueryView query={query} what="The schedules">
        {(schedules) => (
          <Stack gap="sm">
            {schedules.length === 0 ? <Text c="dimmed">It starts when somebody starts it.</Text> : null}
            {schedules.map((schedule) => (
              <Row key={schedule.id} agent={agent} schedule={schedule} />
            ))}
            {schedules.length === 0 ? null : (
              <Alert color="gray" variant="outline" p="xs">
                Schedules are kept, but this release does not start runs by itself yet.
              </Alert>
            )}
            <NewSchedule agent={agent} />
          </Stack>
        )}
      </QueryView>
    </Section>
  );
}

function Row({ agent, schedule }: { readonly agent: AgentView; readonly schedule: ScheduleView }) {
  const change = useScheduleChange(agent.id);
  const mayNot = useObstacle('agents:write') !== undefined;
  const { name, cron, effectiveTimeZone: timeZone, enabled, nextTimes } = schedule;
  return (
    <div>
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <div>
          <Text fw={500}>{name}</Text>
          <Text size="sm" c="dimmed">
            <span className="mono">{cron}</span> {timeZone}
          </Text>
        </div>
        <Group gap="xs" wrap="nowrap">
          <Switch
            aria-label={`${name} is on`}
            checked={enabled}
            disabled={mayNot || change.isPending}
            onChange={(event) => {
              change.mutate({ schedule, body: { enabled: event.currentTarget.checked } });
            }}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={`Delete the schedule ${name}`}
            disabled={mayNot || change.isPending}
            onClick={() => {
              change.mutate({ schedule });
            }}
          >
            <IconX size={16} />
          </ActionIcon>
        </Group>
      </Group>
      {nextTimes.length === 0 ? null : (
        <Text size="sm">Due {nextTimes.map((time) => localTime(time, timeZone)).join(', ')}</Text>
      )}
      {change.error === null ? null : (
        <ErrorNotice error={change.error} title="The schedule was not changed" />
      )}
    </div>
  );
}

function NewSchedule({ agent }: { readonly agent: AgentView }) {
  const [cron, setCron] = useState<string>();
  const change = useScheduleChange(agent.id);
  const obstacle = useObstacle('agents:write');
  if (cron === undefined) {
    return (
      <Group>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconPlus size={14} />}
          disabled={obstacle !== undefined}
          title={obstacle}
          onClick={() => {
            setCron('0 8 * * 1-5');
          }}
        >
          Add a schedule
        </Button>
      </Group>
    );
  }
  const add = async () => {
    const made = await change.mutateAsync({ body: { name: cron, cron } }).catch(() => undefined);
    if (made !== undefined) setCron(undefined);
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void add();
      }}
    >
      <Group align="flex-end" gap="xs">
        <TextInput
          flex={1}
          label="Cron expression"
          description="Minute, hour, day of month, month, day of week"
          value={cron}
          error={change.error?.message}
          onChange={(event) => {
            setCron(event.currentTarget.value);
          }}
        />
        <Button type="submit" loading={change.isPending}>
          Add
        </Button>
      </Group>
    </form>
  );
}

function localTime(iso: string, timeZone: string): string {
  return new Date(iso).toLocaleString('en-GB', {
    timeZone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
  });
}

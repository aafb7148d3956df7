/** When the clones of a system agent should start by themselves; each change is saved at once. */
import { ActionIcon, Button, Group, Stack, Switch, Text, TextInput } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { type SystemAgentView, useSystemAgentOrder } from '../api/platform.ts';
import { ErrorNotice } from '../components/QueryView.tsx';
import { Section } from '../components/Section.tsx';
import { problemAt } from './problem-at.ts';

interface Props {
  readonly agent: SystemAgentView;
  readonly etag: string;
}

type Schedules = SystemAgentView['schedules'];

export function SystemAgentSchedules({ agent, etag }: Props) {
  const order = useSystemAgentOrder();
  const save = (schedules: Schedules) =>
    order
      .mutateAsync({ method: 'PUT', id: agent.id, part: 'schedules', etag, body: { schedules } })
      .then(() => true)
      .catch(() => false);
  const { schedules } = agent;
  const problems = problemsOf(order.error, schedules.length);
  return (
    <Section title="Schedules">
      <Stack gap="sm" maw={760}>
        <Text size="sm" c="dimmed">
          New clones get these. Clones that are there keep theirs until their organization resets them.
        </Text>
        {schedules.length === 0 ? <Text>It starts when somebody starts it.</Text> : null}
        {schedules.map((schedule, i) => (
          <Group key={`${schedule.name} ${schedule.cron}`} justify="space-between" wrap="nowrap">
            <div>
              <Text fw={500}>{schedule.name}</Text>
              <Text size="sm" c="dimmed">
                <span className="mono">{schedule.cron}</span>{' '}
                {schedule.timeZone ?? 'in the time zone of the organization'}
              </Text>
            </div>
            <Group gap="xs" wrap="nowrap">
              <Switch
                aria-label={`${schedule.name} is on`}
                checked={schedule.enabled}
                disabled={order.isPending}
                onChange={(event) => {
                  const enabled = event.currentTarget.checked;
                  void save(schedules.map((one, n) => (n === i ? { ...one, enabled } : one)));
                }}
              />
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={`Delete the schedule ${schedule.name}`}
                disabled={order.isPending}
                onClick={() => void save(schedules.filter((_, n) => n !== i))}
              >
                <IconX size={16} />
              </ActionIcon>
            </Group>
          </Group>
        ))}
        {order.error === null || isShownInFields(problems) ? null : (
          <ErrorNotice error={order.error} title="The schedules were not changed" />
        )}
        <NewSchedule
          pending={order.isPending}
          problems={problems}
          onAdd={(added) => save([...schedules, { ...added, timeZone: null, enabled: true }])}
        />
      </Stack>
    </Section>
  );
}

interface NewProps {
  readonly pending: boolean;
  readonly problems: FieldProblems;
  readonly onAdd: (schedule: Pick<Schedules[number], 'name' | 'cron'>) => Promise<boolean>;
}

function NewSchedule({ pending, problems, onAdd }: NewProps) {
  const [name, setName] = useState('');
  const [cron, setCron] = useState('');
  const add = async () => {
    if (!(await onAdd({ name, cron }))) return;
    setName('');
    setCron('');
  };
  return (
    <form
      aria-label="Add a schedule"
      onSubmit={(event) => {
        event.preventDefault();
        void add();
      }}
    >
      <Group align="flex-start" gap="xs">
        <TextInput
          label="Name of the schedule"
          placeholder="Every working day"
          value={name}
          error={problems.name}
          onChange={(event) => {
            setName(event.currentTarget.value);
          }}
        />
        <TextInput
          label="Cron expression"
          placeholder="0 8 * * 1-5"
          value={cron}
          error={problems.cron}
          onChange={(event) => {
            setCron(event.currentTarget.value);
          }}
        />
        <Button type="submit" mt={25} loading={pending} disabled={name.trim() === '' || cron.trim() === ''}>
          Add
        </Button>
      </Group>
    </form>
  );
}

interface FieldProblems {
  readonly name: string | undefined;
  readonly cron: string | undefined;
}

/** Of the schedule that was to be added, which comes behind the others. */
function problemsOf(error: Error | null, at: number): FieldProblems {
  const pointer = `/schedules/${String(at)}`;
  return { name: problemAt(error, `${pointer}/name`), cron: problemAt(error, `${pointer}/cron`) };
}

function isShownInFields({ name, cron }: FieldProblems): boolean {
  return name !== undefined || cron !== undefined;
}

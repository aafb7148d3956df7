import { Button, Checkbox, Group, SimpleGrid, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { ApiError } from '../api/client.ts';
import { type CapName, type Caps, useSetBudget } from '../api/budgets.ts';
import { ErrorNotice } from '../components/QueryView.tsx';
import { useObstacle } from '../components/use-permission.ts';
import { OptionalNumber } from './OptionalNumber.tsx';

const MONEY: readonly (readonly [CapName, string])[] = [
  ['runMicroUsd', 'US dollars a run'],
  ['dayMicroUsd', 'US dollars a day'],
  ['monthMicroUsd', 'US dollars a month'],
];
const TOKENS: readonly (readonly [CapName, string])[] = [
  ['runTokens', 'Tokens a run'],
  ['dayTokens', 'Tokens a day'],
  ['monthTokens', 'Tokens a month'],
];
const LEARNING: readonly (readonly [CapName, string])[] = [
  ['learningMonthMicroUsd', 'US dollars a month for learning'],
];

interface Props {
  /** Null: the organization's. */
  readonly agentId: string | null;
  readonly caps: Caps;
  readonly etag: string;
}

export function BudgetForm({ agentId, caps: saved, etag }: Props) {
  const [caps, setCaps] = useState<Caps>(saved);
  const set = useSetBudget(agentId);
  const obstacle = useObstacle('budgets:write');
  const change = (more: Caps): void => {
    setCaps({ ...caps, ...more });
  };
  const save = async () => {
    const done = await set.mutateAsync({ caps, etag }).then(
      () => true,
      () => false,
    );
    if (done) notifications.show({ title: 'Saved', message: 'Runs that wait for budget look again now.' });
  };
  const fields = { caps, change, error: set.error, disabled: obstacle !== undefined };
  return (
    <form
      aria-label={agentId === null ? 'Budget of the organization' : 'Budget of the agent'}
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <Stack gap="sm">
        <Fields names={MONEY} perUnit={1_000_000} {...fields} />
        <Fields names={TOKENS} perUnit={1} {...fields} />
        {agentId === null ? (
          <>
            <Fields names={LEARNING} perUnit={1_000_000} {...fields} />
            <Checkbox
              label="Allow models whose price nobody knows"
              description="Only caps in tokens hold for them."
              checked={caps.allowUnpriced === true}
              disabled={obstacle !== undefined}
              onChange={(event) => {
                change({ allowUnpriced: event.currentTarget.checked });
              }}
            />
          </>
        ) : null}
        {set.error === null ? null : (
          <ErrorNotice error={set.error} title="Nothing was saved" advice="What you typed is kept." />
        )}
        <Group>
          <Button type="submit" loading={set.isPending} disabled={obstacle !== undefined} title={obstacle}>
            Save caps
          </Button>
          <Text size="sm" c="dimmed">
            {obstacle ?? 'An empty field is no cap.'}
          </Text>
        </Group>
      </Stack>
    </form>
  );
}

interface FieldsProps {
  readonly names: readonly (readonly [CapName, string])[];
  /** What one of the field's unit is in the API's: micro-dollars in a dollar. */
  readonly perUnit: number;
  readonly caps: Caps;
  readonly change: (more: Caps) => void;
  readonly error: Error | null;
  readonly disabled: boolean;
}

function Fields({ names, perUnit, caps, change, error, disabled }: FieldsProps) {
  return (
    <SimpleGrid cols={{ base: 1, sm: 3 }} spacing="sm">
      {names.map(([name, label]) => {
        const value = caps[name] ?? undefined;
        return (
          <OptionalNumber
            key={name}
            label={label}
            placeholder="no cap"
            disabled={disabled}
            value={value === undefined ? undefined : value / perUnit}
            error={problemAt(error, `/${name}`)}
            onChange={(next) => {
              change({ [name]: next === undefined ? null : Math.round(next * perUnit) });
            }}
          />
        );
      })}
    </SimpleGrid>
  );
}

function problemAt(error: Error | null, pointer: string): string | undefined {
  if (!(error instanceof ApiError)) return undefined;
  return error.problem?.errors?.find((item) => item.pointer === pointer)?.message;
}

import { Button, Checkbox, Group, NumberInput, SimpleGrid, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { type CapName, type Caps, useSetBudget } from '../api/budgets.ts';
import { ErrorNotice } from '../components/QueryView.tsx';
import { UnsavedChanges } from '../components/UnsavedChanges.tsx';
import { useObstacle } from '../components/use-permission.ts';
import { type CapUnit, readCap, type Typed, typedCap } from './cap-input.ts';
import { problemAt } from './problem-at.ts';

interface CapField {
  readonly name: CapName;
  readonly label: string;
  readonly unit: CapUnit;
}

const FIELDS: readonly CapField[] = [
  { name: 'runMicroUsd', label: 'US dollars a run', unit: 'dollars' },
  { name: 'dayMicroUsd', label: 'US dollars a day', unit: 'dollars' },
  { name: 'monthMicroUsd', label: 'US dollars a month', unit: 'dollars' },
  { name: 'runTokens', label: 'Tokens a run', unit: 'tokens' },
  { name: 'dayTokens', label: 'Tokens a day', unit: 'tokens' },
  { name: 'monthTokens', label: 'Tokens a month', unit: 'tokens' },
];
const LEARNING: CapField = {
  name: 'learningMonthMicroUsd',
  label: 'US dollars a month for learning',
  unit: 'dollars',
};

interface Props {
  /** Null: the organization's. */
  readonly agentId: string | null;
  readonly caps: Caps;
  readonly etag: string;
}

/** What is being typed stays when the caps are read anew; saving it over somebody else's change is refused. */
export function BudgetForm(saved: Props) {
  const [typed, setTyped] = useState<Props>();
  const [beginning, setBeginning] = useState(0);
  const shown = typed ?? saved;
  return (
    <CapsForm
      key={`${shown.etag} ${String(beginning)}`}
      {...shown}
      isTyped={typed !== undefined}
      onTyped={() => {
        setTyped(shown);
      }}
      onDone={() => {
        setTyped(undefined);
        setBeginning(beginning + 1);
      }}
    />
  );
}

interface FormProps extends Props {
  readonly isTyped: boolean;
  readonly onTyped: () => void;
  readonly onDone: () => void;
}

function CapsForm({ agentId, caps, etag, isTyped, onTyped, onDone }: FormProps) {
  const fields = agentId === null ? [...FIELDS, LEARNING] : FIELDS;
  const form = useCaps(fields, caps, onTyped);
  const set = useSetBudget(agentId);
  const obstacle = useObstacle('budgets:write');
  const save = async () => {
    if (form.read === undefined) return;
    const done = await set.mutateAsync({ caps: form.read, etag }).then(
      () => true,
      () => false,
    );
    if (!done) return;
    onDone();
    notifications.show({ title: 'Saved', message: 'Runs that wait for budget look again now.' });
  };
  return (
    <form
      aria-label={agentId === null ? 'Budget of the organization' : 'Budget of the agent'}
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      {isTyped ? <UnsavedChanges /> : null}
      <Stack gap="sm">
        <SimpleGrid cols={{ base: 1, sm: 3 }} spacing="sm">
          {fields.map((field) => (
            <CapInput
              key={field.name}
              field={field}
              form={form}
              refused={problemAt(set.error, `/${field.name}`)}
              disabled={obstacle !== undefined}
            />
          ))}
        </SimpleGrid>
        {agentId === null ? <AllowUnpriced form={form} disabled={obstacle !== undefined} /> : null}
        {set.error === null ? null : (
          <ErrorNotice error={set.error} title="Nothing was saved" advice="What you typed is kept." />
        )}
        <Group>
          <Button
            type="submit"
            loading={set.isPending}
            disabled={obstacle !== undefined || form.read === undefined}
            title={obstacle}
          >
            Save caps
          </Button>
          {isTyped ? (
            <Button variant="default" disabled={set.isPending} onClick={onDone}>
              Discard
            </Button>
          ) : null}
          <Text size="sm" c="dimmed">
            {obstacle ?? 'An empty field is no cap; 0 lets nothing begin.'}
          </Text>
        </Group>
      </Stack>
    </form>
  );
}

interface CapsDraft {
  readonly typed: Readonly<Partial<Record<CapName, Typed>>>;
  readonly type: (name: CapName, value: Typed) => void;
  readonly allowUnpriced: boolean | undefined;
  readonly allow: (value: boolean) => void;
  /** Undefined while something that was typed is no cap. */
  readonly read: Caps | undefined;
}

function useCaps(fields: readonly CapField[], saved: Caps, onTyped: () => void): CapsDraft {
  const [typed, setTyped] = useState<CapsDraft['typed']>(() =>
    Object.fromEntries(fields.map(({ name, unit }) => [name, typedCap(saved[name], unit)])),
  );
  const [allowUnpriced, setAllowUnpriced] = useState(saved.allowUnpriced);
  const type = (name: CapName, value: Typed): void => {
    setTyped((before) => ({ ...before, [name]: value }));
    onTyped();
  };
  const allow = (value: boolean): void => {
    setAllowUnpriced(value);
    onTyped();
  };
  const caps = fields.flatMap(({ name, unit }) => {
    const answer = readCap(typed[name] ?? '', unit);
    return 'cap' in answer ? [[name, answer.cap] as const] : [];
  });
  const read =
    caps.length < fields.length
      ? undefined
      : { ...Object.fromEntries(caps), ...(allowUnpriced === undefined ? {} : { allowUnpriced }) };
  return { typed, type, allowUnpriced, allow, read };
}

interface CapInputProps {
  readonly field: CapField;
  readonly form: CapsDraft;
  /** What the API said of it. */
  readonly refused: string | undefined;
  readonly disabled: boolean;
}

function CapInput({ field: { name, label, unit }, form, refused, disabled }: CapInputProps) {
  const typed = form.typed[name] ?? '';
  const answer = readCap(typed, unit);
  return (
    <NumberInput
      label={label}
      placeholder="no cap"
      // A number out of bounds is named, not changed into another one.
      clampBehavior="none"
      min={0}
      thousandSeparator=","
      disabled={disabled}
      value={typed}
      error={'problem' in answer ? answer.problem : refused}
      onChange={(value) => {
        form.type(name, value);
      }}
    />
  );
}

function AllowUnpriced({ form, disabled }: { readonly form: CapsDraft; readonly disabled: boolean }) {
  return (
    <Checkbox
      label="Allow models whose price nobody knows"
      description="Only caps in tokens hold for them."
      checked={form.allowUnpriced === true}
      disabled={disabled}
      onChange={(event) => {
        form.allow(event.currentTarget.checked);
      }}
    />
  );
}

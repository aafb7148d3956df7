import { Button, Checkbox, NativeSelect, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { fieldErrors, type NewApiKey, useOrder } from '../api/people.ts';
import { organizationQuery } from '../api/queries.ts';
import { FormProblem } from '../ui/FormProblem.tsx';

const DAY_MS = 24 * 60 * 60 * 1000;
const LIFETIMES = [
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: 'One year' },
  { value: '', label: 'Until it is revoked' },
];

interface Props {
  readonly onSecret: (made: { name: string; secret: string }) => void;
}

export function NewKeyForm({ onSecret }: Props) {
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<string[]>([]);
  const [days, setDays] = useState('90');
  const { data: organization } = useQuery(organizationQuery);
  const make = useOrder<object, NewApiKey>('/v1/api-keys', { refresh: 'api-keys' });
  const submit = (): void => {
    const expiresAt = days === '' ? undefined : new Date(Date.now() + Number(days) * DAY_MS).toISOString();
    make.mutate(
      { name, scopes, expiresAt },
      {
        onSuccess: (made) => {
          setName('');
          if (made.secret !== null) onSecret({ name: made.name, secret: made.secret });
        },
      },
    );
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Stack gap="sm" maw={560}>
        <TextInput
          label="Name"
          description="What uses it, such as “website” or “nightly import”."
          required
          value={name}
          error={fieldErrors(make.error)['name']}
          onChange={(event) => {
            setName(event.currentTarget.value);
          }}
        />
        <Checkbox.Group
          label="What it may do"
          description="No more than you may yourself."
          value={scopes}
          onChange={setScopes}
        >
          <SimpleGrid cols={{ base: 1, xs: 2, sm: 3 }} spacing="sm" verticalSpacing="xs" mt={6}>
            {(organization?.permissions ?? []).map((scope) => (
              <Checkbox key={scope} value={scope} label={scope} />
            ))}
          </SimpleGrid>
        </Checkbox.Group>
        <NativeSelect
          label="Works for"
          value={days}
          data={LIFETIMES}
          onChange={(event) => {
            setDays(event.currentTarget.value);
          }}
        />
        <Button type="submit" loading={make.isPending} disabled={scopes.length === 0}>
          Make the key
        </Button>
        <FormProblem title="No key was made" error={make.error} />
      </Stack>
    </form>
  );
}

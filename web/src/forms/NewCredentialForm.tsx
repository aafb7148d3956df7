import { Button, Group, NativeSelect, PasswordInput, Stack, Textarea, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { type CredentialView, linesOf } from '../api/outside.ts';
import { fieldErrors, useOrder } from '../api/people.ts';
import { FormProblem } from '../ui/FormProblem.tsx';

const KINDS = [
  { value: 'bearer', label: 'Bearer token (Authorization: Bearer …)' },
  { value: 'header', label: 'A header of its own, such as X-Api-Key' },
  { value: 'basic', label: 'User and password (Authorization: Basic …)' },
];
const EMPTY = { name: '', kind: 'bearer', headerName: 'X-Api-Key', hosts: '', secret: '' };

export function NewCredentialForm() {
  const [draft, setDraft] = useState(EMPTY);
  const keep = useOrder<object, CredentialView>('/v1/credentials', { refresh: 'credentials' });
  const problems = fieldErrors(keep.error);
  const field = (name: keyof typeof EMPTY) => ({
    value: draft[name],
    error: problems[name],
    onChange: (event: { readonly currentTarget: { readonly value: string } }) => {
      const { value } = event.currentTarget;
      setDraft((before) => ({ ...before, [name]: value }));
    },
  });
  const submit = () => {
    const { headerName, hosts, ...rest } = draft;
    const body = { ...rest, hosts: linesOf(hosts), ...(draft.kind === 'header' ? { headerName } : {}) };
    keep.mutate(body, {
      onSuccess: ({ name }) => {
        setDraft(EMPTY);
        notifications.show({ title: 'Kept', message: `Agents can name “${name}” now.` });
      },
    });
  };
  return (
    <form
      aria-label="Keep a credential"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Stack gap="sm" maw={560}>
        <TextInput
          label="Name"
          description="By which agents name it, such as crm-api."
          required
          {...field('name')}
        />
        <NativeSelect label="How it is sent" data={KINDS} {...field('kind')} />
        {draft.kind === 'header' ? <TextInput label="Header" required {...field('headerName')} /> : null}
        <Textarea
          label="Hosts, one a line"
          description="It is sent to these and to no others. Agents must be allowed to reach them as well."
          required
          autosize
          minRows={1}
          {...field('hosts')}
        />
        <PasswordInput
          label="Secret"
          description={
            draft.kind === 'basic' ? 'As user:password. It is never shown again.' : 'It is never shown again.'
          }
          required
          autoComplete="off"
          {...field('secret')}
        />
        <Group>
          <Button type="submit" loading={keep.isPending}>
            Keep it
          </Button>
        </Group>
        <FormProblem title="Nothing was kept" error={keep.error} />
      </Stack>
    </form>
  );
}

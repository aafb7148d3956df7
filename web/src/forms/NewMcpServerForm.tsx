import { Button, Group, NativeSelect, Stack, TextInput } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { credentialsQuery, type McpServerView } from '../api/outside.ts';
import { fieldErrors, useOrder } from '../api/people.ts';
import { FormProblem } from '../ui/FormProblem.tsx';

const EMPTY = { name: '', url: '', credentialId: '' };

export function NewMcpServerForm() {
  const [draft, setDraft] = useState(EMPTY);
  const credentials = useInfiniteQuery(credentialsQuery);
  const add = useOrder<object, McpServerView>('/v1/mcp-servers', { refresh: 'mcp-servers' });
  const problems = fieldErrors(add.error);
  const field = (name: keyof typeof EMPTY) => ({
    value: draft[name],
    error: problems[name],
    onChange: (event: { readonly currentTarget: { readonly value: string } }) => {
      const { value } = event.currentTarget;
      setDraft((before) => ({ ...before, [name]: value }));
    },
  });
  const kept = credentials.data?.pages.flatMap((page) => page.data) ?? [];
  const choices = [{ value: '', label: 'None' }, ...kept.map(({ id, name }) => ({ value: id, label: name }))];
  return (
    <form
      aria-label="Add a server"
      onSubmit={(event) => {
        event.preventDefault();
        const { name, url, credentialId } = draft;
        add.mutate(
          { name, url, ...(credentialId === '' ? {} : { credentialId }) },
          {
            onSuccess: () => {
              setDraft(EMPTY);
            },
          },
        );
      }}
    >
      <Stack gap="sm" maw={560}>
        <TextInput
          label="Name"
          description="Becomes part of its tools' names: crm gives mcp__crm__find."
          required
          {...field('name')}
        />
        <TextInput
          label="URL"
          description="Streamable HTTP. Its host must be among those under Outside world."
          required
          {...field('url')}
        />
        <NativeSelect label="Credential" data={choices} {...field('credentialId')} />
        <Group>
          <Button type="submit" loading={add.isPending}>
            Add and read its tools
          </Button>
        </Group>
        <FormProblem title="Nothing was added" error={add.error} />
      </Stack>
    </form>
  );
}

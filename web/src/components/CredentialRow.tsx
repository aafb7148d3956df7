import { Button, Group, PasswordInput, Stack, Text, Textarea } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useState } from 'react';
import { type CredentialView, linesOf } from '../api/outside.ts';
import { fieldErrors, useOrder } from '../api/people.ts';
import { FormProblem } from '../ui/FormProblem.tsx';
import { TimeText } from '../ui/TimeText.tsx';
import { ConfirmButton } from './ConfirmButton.tsx';

interface Props {
  readonly credential: CredentialView;
  readonly obstacle: string | undefined;
}

export function CredentialRow({ credential, obstacle }: Props) {
  const { id, name, hosts, createdAt, rotatedAt, lastUsedAt } = credential;
  const [rotating, { toggle, close }] = useDisclosure(false);
  const remove = useOrder<never, CredentialView>(`/v1/credentials/${id}`, {
    method: 'DELETE',
    refresh: 'credentials',
  });
  return (
    <li className="pad">
      <Group justify="space-between" gap="sm">
        <div>
          <Text fw={600} className="mono">
            {name}
          </Text>
          <Text size="sm" c="dimmed">
            {wayOf(credential)} for {hosts.join(', ')}, {rotatedAt === null ? 'kept ' : 'rotated '}
            <TimeText iso={rotatedAt ?? createdAt} />
            {lastUsedAt === null ? (
              ', never used'
            ) : (
              <>
                , used <TimeText iso={lastUsedAt} />
              </>
            )}
          </Text>
        </div>
        {obstacle === undefined ? (
          <Group gap="xs">
            <Button size="xs" variant="default" onClick={toggle} aria-expanded={rotating}>
              Rotate
            </Button>
            <ConfirmButton
              label="Delete"
              question={`Delete “${name}”? Calls that name it fail at once. The secret cannot be brought back.`}
              loading={remove.isPending}
              onConfirm={() => {
                remove.mutate(undefined);
              }}
            />
          </Group>
        ) : null}
      </Group>
      {rotating ? <RotateForm credential={credential} onDone={close} /> : null}
      <FormProblem title="Nothing was deleted" error={remove.error} />
    </li>
  );
}

function RotateForm({
  credential,
  onDone,
}: {
  readonly credential: CredentialView;
  readonly onDone: () => void;
}) {
  const [secret, setSecret] = useState('');
  const [hosts, setHosts] = useState(credential.hosts.join('\n'));
  const rotate = useOrder<object, CredentialView>(`/v1/credentials/${credential.id}`, {
    method: 'PUT',
    refresh: 'credentials',
  });
  const problems = fieldErrors(rotate.error);
  return (
    <form
      aria-label={`Rotate ${credential.name}`}
      onSubmit={(event) => {
        event.preventDefault();
        rotate.mutate({ secret, hosts: linesOf(hosts) }, { onSuccess: onDone });
      }}
    >
      <Stack gap="sm" maw={480} mt="sm">
        <PasswordInput
          label="New secret"
          description="The old one is not used from then on."
          required
          autoComplete="off"
          value={secret}
          error={problems['secret']}
          onChange={(event) => {
            setSecret(event.currentTarget.value);
          }}
        />
        <Textarea
          label="Hosts, one a line"
          required
          autosize
          minRows={1}
          value={hosts}
          error={problems['hosts']}
          onChange={(event) => {
            setHosts(event.currentTarget.value);
          }}
        />
        <Group>
          <Button type="submit" loading={rotate.isPending}>
            Replace the secret
          </Button>
          <Button variant="default" onClick={onDone}>
            Keep the old one
          </Button>
        </Group>
        <FormProblem title="Nothing was changed" error={rotate.error} />
      </Stack>
    </form>
  );
}

function wayOf({ kind, headerName }: CredentialView): string {
  if (kind === 'header') return `Header ${headerName ?? ''}`;
  return kind === 'basic' ? 'User and password' : 'Bearer token';
}

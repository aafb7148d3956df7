import { Button, NativeSelect, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { ROLES } from '../../../domain/access/permissions.ts';
import { fieldErrors, type NewInvitation, ROLE_TEXTS, useOrder } from '../api/people.ts';
import { ShownOnce } from '../components/ShownOnce.tsx';
import { FormProblem } from '../ui/FormProblem.tsx';

export function InviteForm() {
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<string>('member');
  const invite = useOrder<object, NewInvitation>('/v1/invitations', { refresh: 'invitations' });
  const { data, error, isPending } = invite;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        invite.mutate(
          { email, role },
          {
            onSuccess: () => {
              setEmail('');
            },
          },
        );
      }}
    >
      <Stack gap="sm" maw={420}>
        <TextInput
          label="E-mail address"
          type="email"
          required
          value={email}
          error={fieldErrors(error)['email']}
          onChange={(event) => {
            setEmail(event.currentTarget.value);
          }}
        />
        <NativeSelect
          label="Role"
          value={role}
          data={ROLES.map((each) => ({ value: each, label: ROLE_TEXTS[each] }))}
          onChange={(event) => {
            setRole(event.currentTarget.value);
          }}
        />
        <Button type="submit" loading={isPending}>
          Invite
        </Button>
        <FormProblem title="Nobody was invited" error={error} />
        {data?.link === null || data?.link === undefined ? null : (
          <ShownOnce
            title={`Send this link to ${data.email}. It works once, for seven days, and is shown only now.`}
            secret={data.link}
          />
        )}
      </Stack>
    </form>
  );
}

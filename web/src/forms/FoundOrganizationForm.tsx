/** For somebody who is logged in and belongs nowhere yet: they came through a provider. */
import { Button, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { Navigate } from 'react-router';
import { fieldErrors, useBecomePerson } from '../api/people.ts';
import { paths } from '../paths.ts';
import { FormProblem } from '../ui/FormProblem.tsx';

export function FoundOrganizationForm({ email }: { readonly email: string }) {
  const [name, setName] = useState('');
  const found = useBecomePerson('/v1/organizations');
  if (found.isSuccess) return <Navigate to={paths.agents()} replace />;
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        found.mutate({ name, timeZone });
      }}
    >
      <Stack gap="sm">
        <Text>
          You are logged in as {email} and belong to no organization yet. Found one, or ask a colleague for an
          invitation to theirs.
        </Text>
        <TextInput
          label="Name of your organization"
          description={`Its time zone becomes ${timeZone}; you can change it later.`}
          autoComplete="organization"
          autoFocus
          required
          value={name}
          error={fieldErrors(found.error)['name']}
          onChange={(event) => {
            setName(event.currentTarget.value);
          }}
        />
        <Button type="submit" fullWidth loading={found.isPending}>
          Found the organization
        </Button>
        <FormProblem title="The organization was not founded" error={found.error} />
      </Stack>
    </form>
  );
}

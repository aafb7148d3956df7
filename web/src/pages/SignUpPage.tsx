import { Anchor, Button, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, Navigate, useSearchParams } from 'react-router';
import { PASSWORD_LENGTH } from '../../../domain/contracts/people.ts';
import { fieldErrors, meQuery, useBecomePerson } from '../api/people.ts';
import { useSession } from '../api/session.ts';
import { FoundOrganizationForm } from '../forms/FoundOrganizationForm.tsx';
import { paths } from '../paths.ts';
import { FormProblem } from '../ui/FormProblem.tsx';
import { PublicPage } from '../ui/PublicPage.tsx';

export function SignUpPage() {
  const session = useSession();
  const [params] = useSearchParams();
  const invitationToken = params.get('invitation') ?? undefined;
  const signUp = useBecomePerson('/v1/signup');
  if (session === 'person') return <Belonging />;
  return (
    <PublicPage title="Create an account">
      <Text>
        {invitationToken === undefined
          ? 'For you and your organization. The first agents are ready moments later; they do nothing before you say so.'
          : 'For you, to join the organization that invited you. Use the e-mail address the invitation came to.'}
      </Text>
      <SignUpForm
        invitationToken={invitationToken}
        isPending={signUp.isPending}
        errors={fieldErrors(signUp.error)}
        onSubmit={signUp.mutate}
      />
      <FormProblem title="The account was not made" error={signUp.error} />
      <Anchor component={Link} to={paths.signIn()} size="sm" underline="always">
        Log in with an account you have
      </Anchor>
    </PublicPage>
  );
}

/** Whoever is logged in has an account; through a provider they may have no organization. */
function Belonging() {
  const { data: me } = useQuery(meQuery);
  if (me === undefined) return null;
  if (me === null || me.memberships.length > 0) return <Navigate to={paths.agents()} replace />;
  return (
    <PublicPage title="Your organization">
      <FoundOrganizationForm email={me.person.email} />
    </PublicPage>
  );
}

interface FormProps {
  readonly invitationToken: string | undefined;
  readonly isPending: boolean;
  readonly errors: Readonly<Record<string, string>>;
  readonly onSubmit: (body: object) => void;
}

function SignUpForm({ invitationToken, isPending, errors, onSubmit }: FormProps) {
  const [body, setBody] = useState({ name: '', email: '', password: '' });
  const [organizationName, setOrganizationName] = useState('');
  const field = (name: keyof typeof body) => ({
    value: body[name],
    error: errors[name],
    required: true,
    onChange: (event: { currentTarget: { value: string } }) => {
      setBody({ ...body, [name]: event.currentTarget.value });
    },
  });
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        const place = invitationToken === undefined ? { organizationName, timeZone } : { invitationToken };
        onSubmit({ ...body, ...place });
      }}
    >
      <Stack gap="sm">
        <TextInput label="Your name" autoComplete="name" autoFocus {...field('name')} />
        <TextInput label="E-mail address" type="email" autoComplete="username" {...field('email')} />
        <PasswordInput
          label="Password"
          description={`At least ${String(PASSWORD_LENGTH.min)} characters.`}
          autoComplete="new-password"
          visibilityToggleButtonProps={{ 'aria-label': 'Show what was typed' }}
          {...field('password')}
        />
        {invitationToken === undefined ? (
          <TextInput
            label="Name of your organization"
            description={`Its time zone becomes ${timeZone}; you can change it later.`}
            autoComplete="organization"
            required
            value={organizationName}
            error={errors['organizationName']}
            onChange={(event) => {
              setOrganizationName(event.currentTarget.value);
            }}
          />
        ) : null}
        <Button type="submit" fullWidth loading={isPending}>
          Create account
        </Button>
      </Stack>
    </form>
  );
}

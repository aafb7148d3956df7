import { Anchor, Button, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { PASSWORD_LENGTH } from '../../../domain/contracts/people.ts';
import { fieldErrors, useOrder } from '../api/people.ts';
import { paths } from '../paths.ts';
import { FormProblem } from '../ui/FormProblem.tsx';
import { PublicPage } from '../ui/PublicPage.tsx';

export function ResetPasswordPage() {
  const [params] = useSearchParams();
  const token = params.get('token');
  return (
    <PublicPage title="New password">
      {token === null ? <AskForLink /> : <ChoosePassword token={token} />}
      <Anchor component={Link} to={paths.signIn()} size="sm" underline="always">
        Back to log in
      </Anchor>
    </PublicPage>
  );
}

function AskForLink() {
  const [email, setEmail] = useState('');
  const order = useOrder<{ email: string }, unknown>('/v1/password-reset', {});
  if (order.isSuccess) {
    return (
      <Text role="status">
        If {email} has an account, a link is on its way. It works once and for an hour.
      </Text>
    );
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        order.mutate({ email });
      }}
    >
      <Stack gap="sm">
        <TextInput
          label="E-mail address"
          description="We send a link to choose a new password."
          type="email"
          autoComplete="username"
          required
          value={email}
          error={fieldErrors(order.error)['email']}
          onChange={(event) => {
            setEmail(event.currentTarget.value);
          }}
        />
        <Button type="submit" loading={order.isPending}>
          Send the link
        </Button>
        <FormProblem title="No link was sent" error={order.error} />
      </Stack>
    </form>
  );
}

function ChoosePassword({ token }: { readonly token: string }) {
  const [password, setPassword] = useState('');
  const order = useOrder<object, unknown>('/v1/password-reset/confirm', {});
  if (order.isSuccess) {
    return (
      <Text role="status">
        The password was changed, and every browser was logged out. Log in with the new one.
      </Text>
    );
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        order.mutate({ token, password });
      }}
    >
      <Stack gap="sm">
        <PasswordInput
          label="New password"
          description={`At least ${String(PASSWORD_LENGTH.min)} characters.`}
          autoComplete="new-password"
          required
          value={password}
          error={fieldErrors(order.error)['password']}
          onChange={(event) => {
            setPassword(event.currentTarget.value);
          }}
          visibilityToggleButtonProps={{ 'aria-label': 'Show what was typed' }}
        />
        <Button type="submit" loading={order.isPending}>
          Change the password
        </Button>
        <FormProblem title="The password was not changed" error={order.error} />
      </Stack>
    </form>
  );
}

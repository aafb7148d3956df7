import { Anchor, Button, Group, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'react-router';
import { useBecomePerson } from '../api/people.ts';
import { paths } from '../paths.ts';
import { FormProblem } from '../ui/FormProblem.tsx';

export function LogInForm() {
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const logIn = useBecomePerson('/v1/login');
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        logIn.mutate({ email, password });
      }}
    >
      <Stack gap="sm">
        <TextInput
          label="E-mail address"
          type="email"
          autoComplete="username"
          autoFocus
          required
          value={email}
          onChange={(event) => {
            setEmail(event.currentTarget.value);
          }}
        />
        <PasswordInput
          label="Password"
          autoComplete="current-password"
          required
          value={password}
          onChange={(event) => {
            setPassword(event.currentTarget.value);
          }}
          visibilityToggleButtonProps={{ 'aria-label': 'Show what was typed' }}
        />
        <Button type="submit" fullWidth loading={logIn.isPending}>
          Log in
        </Button>
        <FormProblem title="Logging in failed" error={logIn.error} />
        <Group justify="space-between">
          <Anchor component={Link} to={paths.signUp()} size="sm" underline="always">
            Create an account
          </Anchor>
          <Anchor component={Link} to={paths.resetPassword()} size="sm" underline="always">
            Forgotten password
          </Anchor>
        </Group>
      </Stack>
    </form>
  );
}

import { Alert, Button, Divider, PasswordInput, Stack, Text } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiError, ask } from '../api/client.ts';
import { demoQuery } from '../api/queries.ts';
import { signIn } from '../api/session.ts';
import type { OrganizationView } from '../api/types.ts';

export function SignInForm() {
  const [text, setText] = useState('');
  const check = useMutation({
    mutationFn: async (apiKey: string) => {
      await ask<OrganizationView>('/v1/organizations/current', { apiKey });
      return apiKey;
    },
    onSuccess: signIn,
  });
  return (
    <Stack gap="md">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          check.mutate(text.trim());
        }}
      >
        <Stack gap="sm">
          <PasswordInput
            label="API key"
            description="It stays in this tab and is forgotten when you close it."
            placeholder="sk_…"
            autoComplete="off"
            required
            value={text}
            onChange={(event) => {
              setText(event.currentTarget.value);
            }}
            visibilityToggleButtonProps={{ 'aria-label': 'Show the key' }}
          />
          <Button type="submit" fullWidth loading={check.isPending} disabled={text.trim() === ''}>
            Sign in
          </Button>
        </Stack>
      </form>
      {check.error === null ? null : <Refusal error={check.error} />}
      <DemoKey onUse={check.mutate} />
    </Stack>
  );
}

function Refusal({ error }: { readonly error: Error }) {
  const refused = error instanceof ApiError && error.status === 401;
  return (
    <Alert
      role="alert"
      color="red"
      variant="outline"
      className="notice"
      data-tone="bad"
      title={refused ? 'This key is not accepted' : 'Signing in failed'}
    >
      {refused
        ? 'Check that it was copied whole, and that it has not expired or been revoked.'
        : error.message}
    </Alert>
  );
}

/** Shown only where the server says that it runs on this machine alone. */
function DemoKey({ onUse }: { readonly onUse: (apiKey: string) => void }) {
  const { data } = useQuery(demoQuery);
  if (data === undefined) return null;
  return (
    <>
      <Divider label="or" />
      <Stack gap={6}>
        <Button
          variant="default"
          fullWidth
          onClick={() => {
            onUse(data.apiKey);
          }}
        >
          Use the demo key
        </Button>
        <Text size="xs" c="dimmed" ta="center">
          Opens the made-up organization that came with this installation.
        </Text>
      </Stack>
    </>
  );
}

import { Paper, Stack, Text, Title } from '@mantine/core';
import { Navigate, useSearchParams } from 'react-router';
import { useApiKey } from '../api/session.ts';
import { SignInForm } from '../forms/SignInForm.tsx';
import { paths } from '../paths.ts';

export function SignInPage() {
  const apiKey = useApiKey();
  const [params] = useSearchParams();
  if (apiKey !== null) return <Navigate to={safeNext(params.get('next'))} replace />;
  return (
    <main className="sign-in">
      <title>Sign in · Steward</title>
      <Paper className="panel" p="xl" w="100%" maw={420}>
        <Stack gap="md">
          <div className="brand">
            <img src="/icon.svg" alt="" width={24} height={24} />
            <Title order={1}>Steward</Title>
          </div>
          <Text>
            Agents that work for your organization, ask before they act, and show every step and its price.
          </Text>
          <SignInForm />
        </Stack>
      </Paper>
    </main>
  );
}

/** Only paths of this app: an address of another site must not be reachable through our sign-in. */
function safeNext(next: string | null): string {
  return next !== null && /^\/(?![/\\])/.test(next) ? next : paths.agents();
}

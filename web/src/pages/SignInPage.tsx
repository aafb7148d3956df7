import { Divider, Text } from '@mantine/core';
import { Navigate, useSearchParams } from 'react-router';
import { useSession } from '../api/session.ts';
import { LogInForm } from '../forms/LogInForm.tsx';
import { ProviderLogIn } from '../forms/ProviderLogIn.tsx';
import { SignInForm } from '../forms/SignInForm.tsx';
import { paths } from '../paths.ts';
import { PublicPage } from '../ui/PublicPage.tsx';

export function SignInPage() {
  const session = useSession();
  const [params] = useSearchParams();
  const next = safeNext(params.get('next'));
  if (session === 'key' || session === 'person') return <Navigate to={next ?? paths.agents()} replace />;
  return (
    <PublicPage title="Steward">
      <Text>
        Agents that work for your organization, ask before they act, and show every step and its price.
      </Text>
      <LogInForm />
      <ProviderLogIn next={next} refusal={params.get('oidc')} />
      <Divider label="or with an API key" />
      <SignInForm />
    </PublicPage>
  );
}

/** Only paths of this app: an address of another site must not be reachable through our sign-in. */
function safeNext(next: string | null): string | null {
  return next !== null && /^\/(?![/\\])/.test(next) ? next : null;
}

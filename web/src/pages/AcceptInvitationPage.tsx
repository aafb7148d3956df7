import { Button, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, Navigate, useSearchParams } from 'react-router';
import { meQuery, useBecomePerson } from '../api/people.ts';
import { useSession } from '../api/session.ts';
import { paths } from '../paths.ts';
import { FormProblem } from '../ui/FormProblem.tsx';
import { PublicPage } from '../ui/PublicPage.tsx';

export function AcceptInvitationPage() {
  const [params] = useSearchParams();
  const session = useSession();
  const token = params.get('token') ?? '';
  return (
    <PublicPage title="Your invitation">
      {session === 'person' ? <Accept token={token} /> : <WhoAreYou token={token} />}
    </PublicPage>
  );
}

function Accept({ token }: { readonly token: string }) {
  const { data: me } = useQuery(meQuery);
  const accept = useBecomePerson('/v1/invitations/accept');
  if (accept.isSuccess) return <Navigate to={paths.agents()} replace />;
  return (
    <>
      <Text>You are logged in as {me?.person.email ?? '…'}. Accepting makes you a member.</Text>
      <Button
        loading={accept.isPending}
        onClick={() => {
          accept.mutate({ token });
        }}
      >
        Accept the invitation
      </Button>
      <FormProblem title="The invitation was not accepted" error={accept.error} />
    </>
  );
}

function WhoAreYou({ token }: { readonly token: string }) {
  return (
    <>
      <Text>Log in with the e-mail address that was invited, or create an account with it.</Text>
      <Stack gap="sm">
        <Button component={Link} to={paths.signUp(token)}>
          Create an account
        </Button>
        <Button component={Link} to={paths.signIn(paths.acceptInvitation(token))} variant="default">
          Log in
        </Button>
      </Stack>
    </>
  );
}

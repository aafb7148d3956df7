/** The other way in: through the provider of the installation, when it has one. */
import { Alert, Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { OIDC_REFUSALS, type OidcRefusal } from '../../../domain/contracts/people.ts';
import { logInOptionsQuery } from '../api/people.ts';

const REASONS: Readonly<Record<OidcRefusal, string>> = {
  unavailable: 'The provider does not answer. Try again in a moment, or use your password.',
  cancelled: 'You broke off at the provider. Nothing has changed.',
  expired: 'That took too long, or began in another browser. Start again.',
  refused:
    'The provider did not accept the log-in. Start again; if it stays so, tell whoever runs this installation.',
  unverified: 'The provider has not verified your e-mail address. Verify it there, then start again.',
};

interface Props {
  /** Where to go then; null: where everybody goes. */
  readonly next: string | null;
  /** Why the last attempt failed, from the address of the page. */
  readonly refusal: string | null;
}

export function ProviderLogIn({ next, refusal }: Props) {
  const { data } = useQuery(logInOptionsQuery);
  const provider = data?.oidc ?? null;
  if (provider === null) return null;
  const reason = OIDC_REFUSALS.find((item) => item === refusal);
  const query = next === null ? '' : `?${new URLSearchParams({ next }).toString()}`;
  return (
    <>
      {reason === undefined ? null : (
        <Alert
          role="alert"
          color="red"
          variant="outline"
          className="notice"
          data-tone="bad"
          title={`Logging in with ${provider.name} failed`}
        >
          {REASONS[reason]}
        </Alert>
      )}
      <Button component="a" href={`/v1/login/oidc${query}`} variant="default" fullWidth>
        Continue with {provider.name}
      </Button>
    </>
  );
}

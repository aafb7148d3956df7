import { Alert, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { organizationQuery } from '../api/queries.ts';

const POLL_MS = 2000;

/** While a new organization's agents are being made. */
export function OnboardingNotice() {
  const { data } = useQuery({
    ...organizationQuery,
    refetchInterval: ({ state }) => (state.data?.onboarding?.status === 'pending' ? POLL_MS : false),
  });
  const onboarding = data?.onboarding;
  if (onboarding?.status !== 'pending') return null;
  const { done, total, lastError } = onboarding;
  return (
    <Alert role="status" color="blue" variant="outline" mb="md" className="notice">
      <Text size="sm">
        {total === 0
          ? 'Your agents are being set up.'
          : `${String(done)} of ${String(total)} agents are ready. The others follow by themselves.`}
      </Text>
      {lastError === null ? null : (
        <Text size="sm" c="dimmed">
          {lastError}
        </Text>
      )}
    </Alert>
  );
}

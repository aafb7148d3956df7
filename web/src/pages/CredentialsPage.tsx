import { Stack, Text } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { credentialsQuery } from '../api/outside.ts';
import { CredentialRow } from '../components/CredentialRow.tsx';
import { LoadMore } from '../components/LoadMore.tsx';
import { PageTitle } from '../components/PageTitle.tsx';
import { QueryView } from '../components/QueryView.tsx';
import { Section } from '../components/Section.tsx';
import { useObstacle } from '../components/use-permission.ts';
import { NewCredentialForm } from '../forms/NewCredentialForm.tsx';
import { EmptyNotice } from '../ui/Notices.tsx';

export function CredentialsPage() {
  const credentials = useInfiniteQuery(credentialsQuery);
  const obstacle = useObstacle('credentials:write');
  return (
    <>
      <PageTitle title="Credentials" />
      <Stack gap="md">
        <Section title="Kept credentials" flush>
          <QueryView query={credentials} what="The credentials">
            {({ pages }) => {
              const rows = pages.flatMap((page) => page.data);
              if (rows.length === 0) return <NoCredentials />;
              return (
                <>
                  <ul className="rows">
                    {rows.map((row) => (
                      <CredentialRow key={row.id} credential={row} obstacle={obstacle} />
                    ))}
                  </ul>
                  {credentials.hasNextPage ? (
                    <LoadMore shown={rows.length} one="credential" query={credentials} />
                  ) : null}
                </>
              );
            }}
          </QueryView>
        </Section>
        {obstacle === undefined ? (
          <Section title="Keep a credential">
            <NewCredentialForm />
          </Section>
        ) : (
          <Text size="sm" c="dimmed">
            {obstacle}
          </Text>
        )}
      </Stack>
    </>
  );
}

function NoCredentials() {
  return (
    <EmptyNotice icon={<IconLock size={32} />} title="No credentials yet">
      A credential is a secret for a service outside. Agents name it; the secret itself is added for the hosts
      that it is for, and is shown to nobody, agents included.
    </EmptyNotice>
  );
}

import { Stack } from '@mantine/core';
import { IconKey } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { apiKeysQuery } from '../api/people.ts';
import { ApiKeyRow } from '../components/ApiKeyRow.tsx';
import { LoadMore } from '../components/LoadMore.tsx';
import { PageTitle } from '../components/PageTitle.tsx';
import { QueryView } from '../components/QueryView.tsx';
import { Section } from '../components/Section.tsx';
import { ShownOnce } from '../components/ShownOnce.tsx';
import { useObstacle } from '../components/use-permission.ts';
import { NewKeyForm } from '../forms/NewKeyForm.tsx';
import { EmptyNotice } from '../ui/Notices.tsx';

export function KeysPage() {
  const keys = useInfiniteQuery(apiKeysQuery);
  const obstacle = useObstacle('keys:write');
  const [shown, setShown] = useState<{ name: string; secret: string }>();
  return (
    <>
      <PageTitle title="API keys" />
      <Stack gap="md">
        {shown === undefined ? null : (
          <ShownOnce title={`The key “${shown.name}”. It is shown only now.`} secret={shown.secret} />
        )}
        <Section title="Keys" flush>
          <QueryView query={keys} what="The API keys">
            {({ pages }) => {
              const rows = pages.flatMap((page) => page.data);
              if (rows.length === 0) return <NoKeys />;
              return (
                <>
                  <ul className="rows">
                    {rows.map((key) => (
                      <ApiKeyRow key={key.id} apiKey={key} obstacle={obstacle} onSecret={setShown} />
                    ))}
                  </ul>
                  {keys.hasNextPage ? <LoadMore shown={rows.length} one="key" query={keys} /> : null}
                </>
              );
            }}
          </QueryView>
        </Section>
        {obstacle === undefined ? (
          <Section title="Make a key">
            <NewKeyForm onSecret={setShown} />
          </Section>
        ) : null}
      </Stack>
    </>
  );
}

function NoKeys() {
  return (
    <EmptyNotice icon={<IconKey size={32} />} title="No API keys yet">
      A key lets a program work here with as much power as you give it, and never more than you have.
    </EmptyNotice>
  );
}

/** A page for people who are not logged in: one panel in the middle. */
import { Paper, Stack, Title } from '@mantine/core';
import type { ReactNode } from 'react';

interface Props {
  readonly title: string;
  readonly children: ReactNode;
}

export function PublicPage({ title, children }: Props) {
  return (
    <main className="sign-in">
      <title>{`${title} · Steward`}</title>
      <Paper className="panel" p="xl" w="100%" maw={420}>
        <Stack gap="md">
          <div className="brand">
            <img src="/icon.svg" alt="" width={24} height={24} />
            <Title order={1}>{title}</Title>
          </div>
          {children}
        </Stack>
      </Paper>
    </main>
  );
}

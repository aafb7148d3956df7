import { Button, Group, Stack, Text, Textarea } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiError } from '../api/client.ts';
import { egressToEditQuery, linesOf, useUpdateEgress } from '../api/outside.ts';
import { PageTitle } from '../components/PageTitle.tsx';
import { ErrorNotice, QueryView } from '../components/QueryView.tsx';
import { Section } from '../components/Section.tsx';
import { useObstacle } from '../components/use-permission.ts';
import { plural } from '../ui/format.ts';

export function OutsidePage() {
  const query = useQuery(egressToEditQuery);
  return (
    <QueryView query={query} what="The list of hosts" page>
      {({ data, etag }) => (
        <>
          <PageTitle title="Outside world" />
          <HostsForm key={etag} hosts={data.hosts} etag={etag ?? ''} />
        </>
      )}
    </QueryView>
  );
}

interface Props {
  readonly hosts: readonly string[];
  readonly etag: string;
}

function HostsForm({ hosts, etag }: Props) {
  const [text, setText] = useState(hosts.join('\n'));
  const update = useUpdateEgress();
  const obstacle = useObstacle('organization:write');
  const lines = linesOf(text);
  const save = async () => {
    const saved = await update.mutateAsync({ hosts: lines, etag }).catch(() => undefined);
    if (saved === undefined) return;
    const hostCount = saved.hosts.length;
    const message =
      hostCount === 0 ? 'Agents reach nothing outside.' : `${plural(hostCount, 'host')} can be reached.`;
    notifications.show({ title: 'Saved', message });
  };
  return (
    <form
      aria-label="Hosts that agents may reach"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <Section title="Hosts that agents may reach">
        <Stack gap="sm" maw={560}>
          <Text size="sm">
            Tools that go out (HTTP requests, MCP servers) reach these hosts and no others. Addresses of
            private networks and of this machine stay out of reach whatever stands here.
            {hosts.length === 0 ? ' The list is empty: nothing can be reached yet.' : ''}
          </Text>
          <Textarea
            label="Hosts, one a line"
            description="api.example.com, *.example.com for all below it, api.example.com:8443 for another port"
            autosize
            minRows={4}
            maxRows={20}
            value={text}
            disabled={obstacle !== undefined}
            error={problemOf(update.error, lines)}
            onChange={(event) => {
              setText(event.currentTarget.value);
            }}
          />
          {update.error === null ? null : (
            <ErrorNotice error={update.error} title="Nothing was saved" advice="What you typed is kept." />
          )}
          <Group>
            <Button
              type="submit"
              loading={update.isPending}
              disabled={lines.join('\n') === hosts.join('\n') || obstacle !== undefined}
              title={obstacle}
            >
              Save
            </Button>
            {obstacle === undefined ? null : <Text size="sm">{obstacle}</Text>}
          </Group>
        </Stack>
      </Section>
    </form>
  );
}

/** The first line that was refused, by what stands in it. */
function problemOf(error: Error | null, lines: readonly string[]): string | undefined {
  const errors = error instanceof ApiError ? (error.problem?.errors ?? []) : [];
  const [first] = errors;
  const position = /^\/hosts\/(\d+)/.exec(first?.pointer ?? '')?.[1];
  if (first === undefined || position === undefined) return undefined;
  return `${lines[Number(position)] ?? ''} ${first.message}`;
}

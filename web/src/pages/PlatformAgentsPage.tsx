import { Button, Group, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { type SystemAgentView, systemAgentsQuery } from '../api/platform.ts';
import { LoadMore } from '../components/LoadMore.tsx';
import { PageTitle } from '../components/PageTitle.tsx';
import { QueryView } from '../components/QueryView.tsx';
import { Section } from '../components/Section.tsx';
import { SystemAgentForm } from '../forms/SystemAgentForm.tsx';
import { paths } from '../paths.ts';

export function PlatformAgentsPage() {
  const query = useInfiniteQuery(systemAgentsQuery);
  return (
    <>
      <PageTitle
        title="System agents"
        actions={<Link to={paths.platformOrganizations()}>Organizations</Link>}
      />
      <Text size="sm" c="dimmed" mb="md">
        Every new organization gets a clone of each active one. What you change here changes no clone that is
        there already. Schedules of clones are kept; firing them by the clock comes later.
      </Text>
      <QueryView query={query} what="The system agents">
        {({ pages }) => {
          const agents = pages.flatMap((page) => page.data);
          return (
            <Section title="Agents of the platform" flush>
              <ul className="rows">
                {agents.map((agent) => (
                  <SystemAgentRow key={`${agent.id}:${String(agent.revision)}`} agent={agent} />
                ))}
              </ul>
              {query.hasNextPage ? <LoadMore shown={agents.length} one="system agent" query={query} /> : null}
            </Section>
          );
        }}
      </QueryView>
    </>
  );
}

function SystemAgentRow({ agent }: { readonly agent: SystemAgentView }) {
  const [open, setOpen] = useState(false);
  return (
    <li className="pad">
      <Group justify="space-between" gap="sm" mb={open ? 'sm' : 0}>
        <div>
          <Text fw={600}>{agent.name}</Text>
          <Text size="sm" c="dimmed">
            {agent.kind} · {agent.status} · version {agent.versionNumber}
          </Text>
        </div>
        <Button
          variant="default"
          size="compact-sm"
          aria-expanded={open}
          aria-label={`${open ? 'Close' : 'Edit'} ${agent.name}`}
          onClick={() => setOpen(!open)}
        >
          {open ? 'Close' : 'Edit'}
        </Button>
      </Group>
      {open ? <SystemAgentForm agent={agent} /> : null}
    </li>
  );
}

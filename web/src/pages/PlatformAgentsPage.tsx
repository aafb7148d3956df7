import { Button, Group, Text } from '@mantine/core';
import { IconPlus, IconRobot } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { platformKindsQuery, type SystemAgentView, systemAgentsQuery } from '../api/platform.ts';
import { KindIcon } from '../components/KindIcon.tsx';
import { LoadMore } from '../components/LoadMore.tsx';
import { AgentMark } from '../components/marks.tsx';
import { PageTitle } from '../components/PageTitle.tsx';
import { QueryView } from '../components/QueryView.tsx';
import { Section } from '../components/Section.tsx';
import { paths } from '../paths.ts';
import { label } from '../ui/format.ts';
import { EmptyNotice } from '../ui/Notices.tsx';
import { useListKeys } from '../ui/shortcuts.ts';

export function PlatformAgentsPage() {
  const query = useInfiniteQuery(systemAgentsQuery);
  const { data: kinds = [] } = useQuery(platformKindsQuery);
  useListKeys();
  return (
    <>
      <PageTitle title="System agents" actions={<NewSystemAgent />} />
      <Text size="sm" c="dimmed" mb="md">
        Every new organization gets a clone of each active one. What you change here changes no clone that is
        there already: organizations see that theirs has a newer source, and take it over or not.
      </Text>
      <QueryView query={query} what="The system agents">
        {({ pages }) => {
          const agents = pages.flatMap((page) => page.data);
          if (agents.length === 0) return <NoAgents />;
          return (
            <>
              <Section title="Agents of the platform" flush>
                <ul className="run-rows">
                  {agents.map((agent) => (
                    <Row
                      key={agent.id}
                      agent={agent}
                      kindTitle={kinds.find((kind) => kind.name === agent.kind)?.title ?? label(agent.kind)}
                    />
                  ))}
                </ul>
              </Section>
              <LoadMore shown={agents.length} one="system agent" query={query} />
            </>
          );
        }}
      </QueryView>
    </>
  );
}

function Row({ agent, kindTitle }: { readonly agent: SystemAgentView; readonly kindTitle: string }) {
  return (
    <li className="pad">
      <Group justify="space-between" gap="sm" wrap="nowrap">
        <Group gap="sm" wrap="nowrap" align="flex-start">
          <KindIcon kind={agent.kind} />
          <div>
            <Link to={paths.platformAgent(agent.id)} className="plain-link" data-row>
              <Text span fw={600} className="row-title">
                {agent.name}
              </Text>
            </Link>
            <Text size="sm" c="dimmed">
              {kindTitle} · version {agent.versionNumber}
            </Text>
          </div>
        </Group>
        <AgentMark status={agent.status} />
      </Group>
    </li>
  );
}

function NewSystemAgent() {
  return (
    <Button component={Link} to={paths.newPlatformAgent()} leftSection={<IconPlus size={16} />}>
      New system agent
    </Button>
  );
}

function NoAgents() {
  return (
    <EmptyNotice
      icon={<IconRobot size={32} />}
      title="There are no system agents"
      action={<NewSystemAgent />}
    >
      New organizations start without any agent. Make one here, and each that is founded from then on gets its
      own clone.
    </EmptyNotice>
  );
}

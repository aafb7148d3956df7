import { Button, Grid, Group, Stack, Text } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'react-router';
import { agentQuery, kindsQuery, runsQuery } from '../api/queries.ts';
import type { AgentView } from '../api/types.ts';
import { AgentActions } from '../components/AgentActions.tsx';
import { AgentBadge } from '../components/AgentBadge.tsx';
import { AgentNumbers } from '../components/AgentCard.tsx';
import { AgentSections } from '../components/AgentSections.tsx';
import { KillButton, KilledNotice } from '../components/KillSwitch.tsx';
import { AgentMark } from '../components/marks.tsx';
import { PageTitle } from '../components/PageTitle.tsx';
import { QueryView } from '../components/QueryView.tsx';
import { RunRow } from '../components/RunRow.tsx';
import { Section } from '../components/Section.tsx';
import { AgentSchedules } from '../components/AgentSchedules.tsx';
import { TemplateNotice } from '../components/TemplateNotice.tsx';
import { RunForm } from '../forms/RunForm.tsx';
import { paths } from '../paths.ts';
import { label } from '../ui/format.ts';
import { useListKeys } from '../ui/shortcuts.ts';

export function AgentPage() {
  const { agentId = '' } = useParams();
  const query = useQuery({ ...agentQuery(agentId), refetchInterval: 5000 });
  useListKeys();
  return (
    <QueryView query={query} what="The agent" page>
      {({ data: agent, etag }) => (
        <>
          <PageTitle
            title={agent.name}
            marks={
              <>
                <AgentMark status={agent.status} />
                <AgentBadge agent={agent} />
              </>
            }
            actions={
              <>
                {agent.killed === null && agent.status !== 'archived' ? (
                  <KillButton of={{ agentId: agent.id }} what="this agent" />
                ) : null}
                <AgentActions agent={agent} />
                <Button
                  component={Link}
                  to={paths.editAgent(agent.id)}
                  variant="default"
                  leftSection={<IconPencil size={16} />}
                >
                  Edit
                </Button>
              </>
            }
          />
          <KilledNotice of={{ agentId: agent.id }} what={agent.name} killed={agent.killed} />
          <TemplateNotice agent={agent} etag={etag ?? ''} />
          <Grid gap="md">
            <Grid.Col span={{ base: 12, md: 5 }} order={{ base: 1, md: 2 }}>
              <Stack gap="md">
                <RunNow agent={agent} />
                <AgentSchedules agent={agent} />
                <RecentRuns agent={agent} />
              </Stack>
            </Grid.Col>
            <Grid.Col span={{ base: 12, md: 7 }} order={{ base: 2, md: 1 }}>
              <AgentSections agent={agent} />
            </Grid.Col>
          </Grid>
        </>
      )}
    </QueryView>
  );
}

function RunNow({ agent }: { readonly agent: AgentView }) {
  const { data: kinds } = useQuery(kindsQuery);
  const kind = kinds?.find(({ name }) => name === agent.kind);
  return (
    <Section title={kind?.title ?? label(agent.kind)}>
      <Stack gap="md">
        {kind === undefined ? null : <Text c="dimmed">{kind.description}</Text>}
        <AgentNumbers agent={agent} />
        {kind === undefined ? null : <RunForm key={agent.id} agent={agent} kind={kind} />}
      </Stack>
    </Section>
  );
}

function RecentRuns({ agent }: { readonly agent: AgentView }) {
  const query = useInfiniteQuery(runsQuery({ agentId: agent.id }));
  return (
    <Section
      title="Recent runs"
      flush
      aside={
        <Link to={paths.runs({ agentId: agent.id })} aria-label={`All runs of ${agent.name}`}>
          All
        </Link>
      }
    >
      <QueryView query={query} what="The runs">
        {({ pages }) => {
          const runs = pages.flatMap((page) => page.data).slice(0, 8);
          if (runs.length === 0) return <NoRuns />;
          return (
            <ul className="run-rows narrow">
              {runs.map((run) => (
                <RunRow key={run.id} run={run} showAgent={false} />
              ))}
            </ul>
          );
        }}
      </QueryView>
    </Section>
  );
}

function NoRuns() {
  return (
    <Group p="md">
      <Text c="dimmed">This agent has not run yet. Press “Run now” and watch each step as it happens.</Text>
    </Group>
  );
}

import { Button, Grid, Group, Radio, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconArrowBackUp } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useParams, useSearchParams } from 'react-router';
import { useAgentAction } from '../api/agent-mutations.ts';
import { type VersionHead, versionDiffQuery, versionsQuery } from '../api/agent-queries.ts';
import { agentQuery } from '../api/queries.ts';
import { FieldChanges } from '../components/FieldChanges.tsx';
import { LoadMore } from '../components/LoadMore.tsx';
import { PageTitle } from '../components/PageTitle.tsx';
import { ErrorNotice, QueryView } from '../components/QueryView.tsx';
import { Section } from '../components/Section.tsx';
import { useActorName } from '../components/use-actor-name.ts';
import { useObstacle } from '../components/use-permission.ts';
import { paths } from '../paths.ts';
import { TimeText } from '../ui/TimeText.tsx';

export function AgentHistoryPage() {
  const { agentId = '' } = useParams();
  const query = useInfiniteQuery(versionsQuery(agentId));
  const [params, setParams] = useSearchParams();
  return (
    <QueryView query={query} what="The history" page>
      {({ pages }) => {
        const versions = pages.flatMap((page) => page.data);
        const find = (id: string | null) => versions.find((version) => version.id === id);
        const to = find(params.get('to')) ?? versions[0];
        const from = find(params.get('from')) ?? versions[1] ?? versions[0];
        const pick = (side: 'from' | 'to', id: string) => {
          setParams({ from: from?.id ?? '', to: to?.id ?? '', [side]: id }, { replace: true });
        };
        return (
          <>
            <PageTitle
              title={`History of ${versions[0]?.name ?? 'the agent'}`}
              actions={
                <Button component={Link} to={paths.agent(agentId)} variant="default">
                  Back to the agent
                </Button>
              }
            />
            <Grid gap="md">
              <Grid.Col span={{ base: 12, md: 6 }}>
                <Section title="Versions" flush>
                  <ul className="version-rows">
                    {versions.map((version) => (
                      <VersionRow
                        key={version.id}
                        version={version}
                        isOnly={versions.length < 2}
                        from={from}
                        to={to}
                        pick={pick}
                      />
                    ))}
                  </ul>
                </Section>
                <LoadMore shown={versions.length} one="version" query={query} />
                <Text size="sm" c="dimmed" mt="xs">
                  The newest 20 are kept, and older ones while an unfinished run or an open approval needs
                  them.
                </Text>
              </Grid.Col>
              <Grid.Col span={{ base: 12, md: 6 }}>
                {from === undefined || to === undefined || versions.length < 2 ? (
                  <OneVersion />
                ) : (
                  <Comparison from={from} to={to} />
                )}
              </Grid.Col>
            </Grid>
          </>
        );
      }}
    </QueryView>
  );
}

function OneVersion() {
  return (
    <Section title="One version so far">
      <Text c="dimmed">
        Each save makes a version. As soon as there are two, this shows what changed between them, and an
        earlier one can be restored.
      </Text>
    </Section>
  );
}

interface RowProps {
  readonly version: VersionHead;
  readonly isOnly: boolean;
  readonly from: VersionHead | undefined;
  readonly to: VersionHead | undefined;
  readonly pick: (side: 'from' | 'to', id: string) => void;
}

function VersionRow({ version, isOnly, from, to, pick }: RowProps) {
  const { id, number, title, note, author, createdAt, isCurrent } = version;
  const nameOf = useActorName();
  const choice = (side: 'from' | 'to', word: string, chosen: VersionHead | undefined) => (
    <Radio
      name={side}
      size="xs"
      label={word}
      aria-label={`${word} v${String(number)}`}
      checked={chosen?.id === id}
      onChange={() => {
        pick(side, id);
      }}
    />
  );
  return (
    <li>
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <div>
          <Text fw={500}>
            v{number} {title}
          </Text>
          {note === null ? null : <Text size="sm">“{note}”</Text>}
          <Text size="sm" c="dimmed">
            <TimeText iso={createdAt} /> · by {nameOf(author)}
            {isCurrent ? ' · current' : ''}
          </Text>
        </div>
        {isOnly ? null : (
          <Stack gap={4} className="version-choice">
            {choice('from', 'Before', from)}
            {choice('to', 'After', to)}
          </Stack>
        )}
      </Group>
    </li>
  );
}

function Comparison({ from, to }: { readonly from: VersionHead; readonly to: VersionHead }) {
  const query = useQuery(versionDiffQuery(to.agentId, from.id, to.id));
  return (
    <Section title={`v${String(from.number)} → v${String(to.number)}`}>
      <QueryView query={query} what="The comparison">
        {({ changes }) => <FieldChanges changes={changes} none="These two say the same." />}
      </QueryView>
      <Group mt="md">
        {[from, to]
          .filter(
            (version, i, all) => !version.isCurrent && all.findIndex(({ id }) => id === version.id) === i,
          )
          .map((version) => (
            <Restore key={version.id} version={version} />
          ))}
      </Group>
    </Section>
  );
}

function Restore({ version }: { readonly version: VersionHead }) {
  const { data: answer } = useQuery(agentQuery(version.agentId));
  const action = useAgentAction(version.agentId);
  const obstacle = useObstacle('agents:write');
  const restore = async () => {
    const etag = answer?.etag ?? '';
    const saved = await action
      .mutateAsync({ path: `/versions/${version.id}/restore`, etag })
      .catch(() => undefined);
    if (saved === undefined) return;
    notifications.show({
      title: 'Restored',
      message: `${saved.name} is now v${String(saved.versionNumber)}.`,
    });
  };
  return (
    <>
      <Button
        size="xs"
        variant="default"
        leftSection={<IconArrowBackUp size={14} />}
        loading={action.isPending}
        disabled={obstacle !== undefined || answer === undefined}
        title={obstacle}
        onClick={() => void restore()}
      >
        Restore v{version.number} as a new version
      </Button>
      {action.error === null ? null : <ErrorNotice error={action.error} title="Nothing was restored" />}
    </>
  );
}

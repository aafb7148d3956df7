import { Text } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { type PlatformChange, platformChangesQuery } from '../api/platform.ts';
import { LoadMore } from '../components/LoadMore.tsx';
import { PageTitle } from '../components/PageTitle.tsx';
import { QueryView } from '../components/QueryView.tsx';
import { Section } from '../components/Section.tsx';
import { paths } from '../paths.ts';
import { JsonView } from '../ui/JsonView.tsx';
import { EmptyNotice } from '../ui/Notices.tsx';
import { TimeText } from '../ui/TimeText.tsx';

/** The platform's audit log. */
export function PlatformChangesPage() {
  const query = useInfiniteQuery(platformChangesQuery);
  return (
    <>
      <PageTitle title="Changes" />
      <Text size="sm" c="dimmed" mb="md">
        What staff changed of system agents and platform skills. Entries are chained, so that one that was
        altered or taken out later shows.
      </Text>
      <QueryView query={query} what="The changes">
        {({ pages }) => {
          const rows = pages.flatMap((page) => page.data);
          if (rows.length === 0) return <NoChanges />;
          return (
            <>
              <Section title="Newest first" flush>
                <ul className="run-rows">
                  {rows.map((row) => (
                    <Row key={row.id} change={row} />
                  ))}
                </ul>
              </Section>
              <LoadMore shown={rows.length} one="change" query={query} />
            </>
          );
        }}
      </QueryView>
    </>
  );
}

function Row({ change }: { readonly change: PlatformChange }) {
  const { action, actor, createdAt, subjectKind, subjectId, before, after } = change;
  const to = subjectKind === 'agent' ? paths.platformAgent(subjectId) : paths.platformSkill(subjectId);
  return (
    <li className="pad">
      <Text>
        <TimeText iso={createdAt} /> <b>{action}</b>{' '}
        {action === 'skill.deleted' ? subjectId : <Link to={to}>{nameOf(change)}</Link>}
      </Text>
      <Text size="sm" c="dimmed" className="mono">
        {actor}
      </Text>
      <details>
        <summary>Before and after</summary>
        <JsonView name="Before" value={before} />
        <JsonView name="After" value={after} />
      </details>
    </li>
  );
}

/** What it was called, when the change says so. */
function nameOf({ before, after, subjectId }: PlatformChange): string {
  for (const values of [after, before]) {
    const { name, title } = (values ?? {}) as { readonly name?: unknown; readonly title?: unknown };
    const text = name ?? title;
    if (typeof text === 'string') return text;
  }
  return subjectId;
}

function NoChanges() {
  return (
    <EmptyNotice icon={<IconHistory size={32} />} title="Nothing was changed yet">
      Each edit of a system agent or a platform skill is kept here, with who made it.
    </EmptyNotice>
  );
}

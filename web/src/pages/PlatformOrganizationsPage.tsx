import { Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { type PlatformOrganizationView, platformOrganizationsQuery } from '../api/platform.ts';
import { LoadMore } from '../components/LoadMore.tsx';
import { PageTitle } from '../components/PageTitle.tsx';
import { QueryView } from '../components/QueryView.tsx';
import { Section } from '../components/Section.tsx';
import { paths } from '../paths.ts';

export function PlatformOrganizationsPage() {
  const query = useInfiniteQuery(platformOrganizationsQuery);
  return (
    <>
      <PageTitle title="Organizations" actions={<Link to={paths.platformAgents()}>System agents</Link>} />
      <QueryView query={query} what="The organizations">
        {({ pages }) => {
          const rows = pages.flatMap((page) => page.data);
          return (
            <Section title="Who is on this platform" flush>
              <ul className="rows">
                {rows.map((row) => (
                  <li key={row.id} className="pad">
                    <Text fw={600}>{row.name}</Text>
                    <Text size="sm" c="dimmed">
                      {row.timeZone} · {stateOf(row)}
                    </Text>
                  </li>
                ))}
              </ul>
              {query.hasNextPage ? <LoadMore shown={rows.length} one="organization" query={query} /> : null}
            </Section>
          );
        }}
      </QueryView>
    </>
  );
}

function stateOf({ onboarding }: PlatformOrganizationView): string {
  if (onboarding === null) return 'not onboarded';
  const { status, done, total, lastError } = onboarding;
  if (status === 'done') return `onboarded, ${String(done)} agents`;
  return `${String(done)} of ${String(total)} agents are ready${lastError === null ? '' : `. ${lastError}`}`;
}

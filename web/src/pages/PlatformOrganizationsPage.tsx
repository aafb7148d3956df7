import { Group, Text } from '@mantine/core';
import { IconBuilding, IconCircleCheckFilled, IconCircleDashed, IconHourglass } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { type PlatformOrganizationView, platformOrganizationsQuery } from '../api/platform.ts';
import { LoadMore } from '../components/LoadMore.tsx';
import { PageTitle } from '../components/PageTitle.tsx';
import { QueryView } from '../components/QueryView.tsx';
import { Section } from '../components/Section.tsx';
import { plural } from '../ui/format.ts';
import { Mark } from '../ui/Mark.tsx';
import { EmptyNotice } from '../ui/Notices.tsx';
import { TimeText } from '../ui/TimeText.tsx';

export function PlatformOrganizationsPage() {
  const query = useInfiniteQuery(platformOrganizationsQuery);
  return (
    <>
      <PageTitle title="Organizations" />
      <Text size="sm" c="dimmed" mb="md">
        Who is on this platform, and whether their clones of the system agents are ready. What is in an
        organization is its own and not shown here.
      </Text>
      <QueryView query={query} what="The organizations">
        {({ pages }) => {
          const rows = pages.flatMap((page) => page.data);
          if (rows.length === 0) return <NoOrganizations />;
          return (
            <>
              <Section title="Who is on this platform" flush>
                <ul className="run-rows">
                  {rows.map((row) => (
                    <Row key={row.id} organization={row} />
                  ))}
                </ul>
              </Section>
              <LoadMore shown={rows.length} one="organization" query={query} />
            </>
          );
        }}
      </QueryView>
    </>
  );
}

function Row({ organization }: { readonly organization: PlatformOrganizationView }) {
  const { name, timeZone, createdAt, onboarding } = organization;
  return (
    <li className="pad">
      <Group justify="space-between" gap="sm">
        <div>
          <Text fw={600}>{name}</Text>
          <Text size="sm" c="dimmed">
            since <TimeText iso={createdAt} /> · {timeZone}
          </Text>
        </div>
        <OnboardingMark onboarding={onboarding} />
      </Group>
      {onboarding?.status === 'pending' ? <Text size="sm">{onboarding.lastError}</Text> : null}
    </li>
  );
}

function OnboardingMark({ onboarding }: Pick<PlatformOrganizationView, 'onboarding'>) {
  if (onboarding === null) return <Mark shape={IconCircleDashed} tone="idle" word="not onboarded" />;
  const { status, done, total } = onboarding;
  if (status === 'done')
    return <Mark shape={IconCircleCheckFilled} tone="ok" word={`onboarded, ${plural(done, 'agent')}`} />;
  const word = total === 0 ? 'agents are being set up' : `${String(done)} of ${plural(total, 'agent')} ready`;
  return <Mark shape={IconHourglass} tone="wait" word={word} />;
}

function NoOrganizations() {
  return (
    <EmptyNotice icon={<IconBuilding size={32} />} title="No organization yet">
      Organizations come with sign-up. Each gets a clone of every active system agent.
    </EmptyNotice>
  );
}

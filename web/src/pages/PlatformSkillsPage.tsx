import { Button, Group, Text } from '@mantine/core';
import { IconPlus, IconSchool } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { type PlatformSkillView, platformSkillsQuery } from '../api/platform.ts';
import { LoadMore } from '../components/LoadMore.tsx';
import { PageTitle } from '../components/PageTitle.tsx';
import { QueryView } from '../components/QueryView.tsx';
import { Section } from '../components/Section.tsx';
import { paths } from '../paths.ts';
import { count, plural } from '../ui/format.ts';
import { EmptyNotice } from '../ui/Notices.tsx';
import { useListKeys } from '../ui/shortcuts.ts';

export function PlatformSkillsPage() {
  const query = useInfiniteQuery(platformSkillsQuery);
  useListKeys();
  return (
    <>
      <PageTitle title="Platform skills" actions={<NewSkill />} />
      <Text size="sm" c="dimmed" mb="md">
        Every organization can read, attach and copy them. Runs that begin after a change use the new text.
      </Text>
      <QueryView query={query} what="The platform skills">
        {({ pages }) => {
          const skills = pages.flatMap((page) => page.data);
          if (skills.length === 0) return <NoSkills />;
          return (
            <>
              <Section title="Skills of the platform" flush>
                <ul className="run-rows">
                  {skills.map((skill) => (
                    <Row key={skill.id} skill={skill} />
                  ))}
                </ul>
              </Section>
              <LoadMore shown={skills.length} one="skill" query={query} />
            </>
          );
        }}
      </QueryView>
    </>
  );
}

function Row({ skill }: { readonly skill: PlatformSkillView }) {
  const { title, description, tags, tokens, usedBy, organizationAgents, enabled } = skill;
  return (
    <li className="pad">
      <Link to={paths.platformSkill(skill.id)} className="plain-link" data-row>
        <Text span fw={600} className="row-title">
          {title}
        </Text>
      </Link>
      {enabled ? null : (
        <Text span size="sm" c="dimmed">
          {' '}
          · switched off
        </Text>
      )}
      <Text size="sm">{description}</Text>
      <Text size="sm" c="dimmed">
        about {count(tokens)} tokens · {plural(usedBy.length, 'system agent')} ·{' '}
        {plural(organizationAgents, 'agent')} of organizations
        {tags.length === 0 ? '' : ` · ${tags.map((tag) => `#${tag}`).join(' ')}`}
      </Text>
    </li>
  );
}

function NewSkill() {
  return (
    <Button component={Link} to={paths.newPlatformSkill()} leftSection={<IconPlus size={16} />}>
      New platform skill
    </Button>
  );
}

function NoSkills() {
  return (
    <Group justify="center">
      <EmptyNotice icon={<IconSchool size={32} />} title="The platform has no skills" action={<NewSkill />}>
        A skill is a short text that agents get with their instructions. One that is made here can be attached
        by every organization.
      </EmptyNotice>
    </Group>
  );
}

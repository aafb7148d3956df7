import { Button, FileButton, Group, Stack, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { IconPlus, IconSchool, IconSearch, IconUpload } from '@tabler/icons-react';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { skillsQuery, type SkillView, useMakeSkill } from '../api/skills.ts';
import { LoadMore } from '../components/LoadMore.tsx';
import { PageTitle } from '../components/PageTitle.tsx';
import { QueryView } from '../components/QueryView.tsx';
import { Section } from '../components/Section.tsx';
import { useObstacle } from '../components/use-permission.ts';
import { paths } from '../paths.ts';
import { count, plural } from '../ui/format.ts';
import { EmptyNotice } from '../ui/Notices.tsx';

export function SkillsPage() {
  const [params, setParams] = useSearchParams();
  // Kept apart from the address, which follows too late for fast typing.
  const [text, setText] = useState(params.get('q') ?? '');
  const [q] = useDebouncedValue(text, 200);
  const tag = params.get('tag') ?? undefined;
  const query = useInfiniteQuery({ ...skillsQuery({ q, tag }), placeholderData: keepPreviousData });
  return (
    <>
      <PageTitle title="Skills" actions={<Actions />} />
      <Group mb="md" gap="xs">
        <TextInput
          data-search
          aria-label="Search skills"
          placeholder="Search by words"
          leftSection={<IconSearch size={16} />}
          value={text}
          maw={320}
          onChange={(event) => {
            setText(event.currentTarget.value);
          }}
        />
        {tag === undefined ? null : (
          <Button
            variant="default"
            onClick={() => {
              setParams({});
            }}
          >
            Tag “{tag}”: show all
          </Button>
        )}
      </Group>
      <QueryView query={query} what="The skills">
        {({ pages }) => {
          const skills = pages.flatMap((page) => page.data);
          if (skills.length === 0) return <NoSkills />;
          return (
            <>
              <Stack gap="sm">
                {skills.map((skill) => (
                  <SkillCard key={skill.id} skill={skill} />
                ))}
              </Stack>
              <LoadMore shown={skills.length} one="skill" query={query} />
            </>
          );
        }}
      </QueryView>
    </>
  );
}

function Actions() {
  const navigate = useNavigate();
  const make = useMakeSkill();
  const obstacle = useObstacle('skills:write');
  const take = async (file: File | null) => {
    if (file === null) return;
    try {
      const skill = await make.mutateAsync({ path: '/import', body: { content: await file.text() } });
      void navigate(paths.skill(skill.id));
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      notifications.show({ color: 'red', title: 'No skill was imported', message, autoClose: false });
    }
  };
  const shared = { disabled: obstacle !== undefined, title: obstacle };
  return (
    <>
      <FileButton accept=".md,text/markdown" onChange={(file) => void take(file)}>
        {(props) => (
          <Button {...props} {...shared} variant="default" leftSection={<IconUpload size={16} />}>
            Import
          </Button>
        )}
      </FileButton>
      <Button
        {...shared}
        leftSection={<IconPlus size={16} />}
        onClick={() => void navigate(paths.newSkill())}
      >
        New skill
      </Button>
    </>
  );
}

function SkillCard({ skill }: { readonly skill: SkillView }) {
  return (
    <Section
      title={skill.title}
      aside={
        <Text size="sm" c="dimmed">
          {skill.scope === 'platform' ? 'From the platform' : 'Your own'}
        </Text>
      }
    >
      <Text>{skill.description}</Text>
      <Group mt="xs" gap="sm">
        <Link to={paths.skill(skill.id)} aria-label={`Open ${skill.title}`}>
          Open
        </Link>
        {skill.tags.map((tag) => (
          <Link key={tag} to={paths.skills({ tag })} aria-label={`Skills with the tag ${tag}`}>
            #{tag}
          </Link>
        ))}
        <Text size="sm" c="dimmed">
          about {count(skill.tokens)} tokens · used by {plural(skill.usedBy.length, 'agent')}
          {skill.enabled ? '' : ' · switched off'}
        </Text>
      </Group>
    </Section>
  );
}

function NoSkills() {
  return (
    <EmptyNotice icon={<IconSchool size={32} />} title="No skill fits">
      A skill is a short text that agents get with their instructions. Clear the search to see all.
    </EmptyNotice>
  );
}

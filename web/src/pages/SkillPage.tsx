import { Button, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from 'react-router';
import {
  exportSkill,
  skillQuery,
  type SkillView,
  type SkillWords,
  useDeleteSkill,
  useMakeSkill,
  useSaveSkill,
} from '../api/skills.ts';
import { ConfirmButton } from '../components/ConfirmButton.tsx';
import { PageTitle } from '../components/PageTitle.tsx';
import { QueryView } from '../components/QueryView.tsx';
import { Section } from '../components/Section.tsx';
import { LEAVING } from '../components/UnsavedChanges.tsx';
import { useObstacle } from '../components/use-permission.ts';
import { SkillForm } from '../forms/SkillForm.tsx';
import { paths } from '../paths.ts';
import { Markdown } from '../ui/Markdown.tsx';

const EMPTY: SkillWords = { title: '', description: '', body: '', tags: [], enabled: true };

export function NewSkillPage() {
  const make = useMakeSkill();
  const navigate = useNavigate();
  const obstacle = useObstacle('skills:write');
  const save = async (body: SkillWords) => {
    const skill = await make.mutateAsync({ path: '', body }).catch(() => undefined);
    if (skill !== undefined) void navigate(paths.skill(skill.id), { state: LEAVING });
  };
  return (
    <>
      <PageTitle title="New skill" />
      <SkillForm
        words={EMPTY}
        saving={make.isPending}
        error={make.error}
        obstacle={obstacle}
        onSave={(words) => void save(words)}
      />
    </>
  );
}

export function SkillPage() {
  const { skillId = '' } = useParams();
  // Not refreshed while somebody types: what is saved must be compared with what was read (ETag).
  const query = useQuery({ ...skillQuery(skillId), staleTime: Infinity, refetchOnMount: 'always' });
  return (
    <QueryView query={query} what="The skill" page>
      {({ data, etag }) => (
        <>
          <PageTitle title={data.title} actions={<Actions skill={data} />} />
          <Stack gap="md">
            <UsedBy skill={data} />
            {data.scope === 'platform' ? (
              <Section title="Text" aside={<Text size="sm">Read-only: copy it to change it</Text>}>
                <Markdown text={data.body} />
              </Section>
            ) : (
              <Editor key={etag} skill={data} etag={etag ?? ''} />
            )}
          </Stack>
        </>
      )}
    </QueryView>
  );
}

function Editor({ skill, etag }: { readonly skill: SkillView; readonly etag: string }) {
  const { mutateAsync, isPending, error } = useSaveSkill(skill.id);
  const obstacle = useObstacle('skills:write');
  const { title, description, body, tags, enabled } = skill;
  const save = async (words: SkillWords) => {
    const saved = await mutateAsync({ words, etag }).catch(() => undefined);
    if (saved !== undefined) notifications.show({ title: 'Saved', message: 'New runs use this text.' });
  };
  return (
    <SkillForm
      words={{ title, description, body, tags, enabled }}
      saving={isPending}
      error={error}
      obstacle={obstacle}
      onSave={(words) => void save(words)}
    />
  );
}

interface Destination {
  readonly path: string;
  readonly state?: typeof LEAVING;
}

function Actions({ skill }: { readonly skill: SkillView }) {
  const navigate = useNavigate();
  const make = useMakeSkill();
  const remove = useDeleteSkill(skill.id);
  const obstacle = useObstacle('skills:write');
  const attempt = async (work: () => Promise<Destination | undefined>) => {
    try {
      const next = await work();
      if (next !== undefined) void navigate(next.path, next);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      notifications.show({ color: 'red', title: 'That did not work', message, autoClose: false });
    }
  };
  const copy = async () => ({
    path: paths.skill((await make.mutateAsync({ path: `/${skill.id}/copy` })).id),
  });
  const drop = async () => {
    await remove.mutateAsync();
    return { path: paths.skills(), state: LEAVING };
  };
  const download = async () => {
    saveFile(await exportSkill(skill.id));
    return undefined;
  };
  return (
    <>
      <Button size="xs" variant="default" onClick={() => void attempt(download)}>
        Export
      </Button>
      {obstacle === undefined ? (
        <Button size="xs" variant="default" loading={make.isPending} onClick={() => void attempt(copy)}>
          Copy
        </Button>
      ) : null}
      {obstacle === undefined && skill.scope === 'organization' ? (
        <ConfirmButton
          label="Delete"
          question={`Delete “${skill.title}”?`}
          loading={remove.isPending}
          onConfirm={() => void attempt(drop)}
        />
      ) : null}
    </>
  );
}

function UsedBy({ skill }: { readonly skill: SkillView }) {
  return (
    <Section title="Used by">
      {skill.usedBy.length === 0 ? (
        <Text c="dimmed">No agent yet. Attach it where the agent is edited.</Text>
      ) : null}
      {skill.usedBy.map(({ id, name }) => (
        <div key={id}>
          <Link to={paths.agent(id)}>{name}</Link>
        </div>
      ))}
    </Section>
  );
}

function saveFile(content: string): void {
  const url = URL.createObjectURL(new Blob([content], { type: 'text/markdown' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = 'SKILL.md';
  link.click();
  URL.revokeObjectURL(url);
}

import { Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from 'react-router';
import { platformSkillQuery, type PlatformSkillView, usePlatformSkillOrder } from '../api/platform.ts';
import type { SkillWords } from '../api/skills.ts';
import { ConfirmButton } from '../components/ConfirmButton.tsx';
import { PageTitle } from '../components/PageTitle.tsx';
import { QueryView } from '../components/QueryView.tsx';
import { Section } from '../components/Section.tsx';
import { LEAVING } from '../components/UnsavedChanges.tsx';
import { SkillForm } from '../forms/SkillForm.tsx';
import { paths } from '../paths.ts';
import { plural } from '../ui/format.ts';

const EMPTY: SkillWords = { title: '', description: '', body: '', tags: [], enabled: true };

export function NewPlatformSkillPage() {
  const order = usePlatformSkillOrder();
  const navigate = useNavigate();
  const save = async (body: SkillWords) => {
    const made = await order.mutateAsync({ method: 'POST', body }).catch(() => undefined);
    if (made === undefined) return;
    notifications.show({ title: 'Created', message: 'Every organization can attach it now.' });
    void navigate(paths.platformSkill(made.data.id), { state: LEAVING });
  };
  return (
    <>
      <PageTitle title="New platform skill" />
      <SkillForm
        words={EMPTY}
        saving={order.isPending}
        error={order.error}
        onSave={(words) => void save(words)}
      />
    </>
  );
}

export function PlatformSkillPage() {
  const { skillId = '' } = useParams();
  const query = useQuery(platformSkillQuery(skillId));
  return (
    <QueryView query={query} what="The platform skill" page>
      {({ data, etag }) => (
        <>
          <PageTitle title={data.title} actions={<Remove skill={data} />} />
          <Stack gap="md">
            <UsedBy skill={data} />
            <Editor key={etag} skill={data} etag={etag ?? ''} />
          </Stack>
        </>
      )}
    </QueryView>
  );
}

function Editor({ skill, etag }: { readonly skill: PlatformSkillView; readonly etag: string }) {
  const { mutateAsync, isPending, error } = usePlatformSkillOrder();
  const { id, title, description, body, tags, enabled } = skill;
  const save = async (words: SkillWords) => {
    const order = { method: 'PATCH', id, body: words, etag } as const;
    const saved = await mutateAsync(order).catch(() => undefined);
    if (saved === undefined) return;
    const message = saved.data.enabled
      ? 'New runs in every organization use this text.'
      : 'New runs leave it out, and their log says so.';
    notifications.show({ title: 'Saved', message });
  };
  return (
    <SkillForm
      words={{ title, description, body, tags, enabled }}
      saving={isPending}
      error={error}
      onSave={(words) => void save(words)}
    />
  );
}

function Remove({ skill }: { readonly skill: PlatformSkillView }) {
  const order = usePlatformSkillOrder();
  const navigate = useNavigate();
  if (skill.usedBy.length + skill.organizationAgents > 0) return null;
  const remove = async () => {
    try {
      await order.mutateAsync({ method: 'DELETE', id: skill.id });
      void navigate(paths.platformSkills(), { state: LEAVING });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      notifications.show({ color: 'red', title: 'Nothing was deleted', message, autoClose: false });
    }
  };
  return (
    <ConfirmButton
      label="Delete"
      question={`Delete “${skill.title}” for every organization?`}
      loading={order.isPending}
      onConfirm={() => void remove()}
    />
  );
}

function UsedBy({ skill }: { readonly skill: PlatformSkillView }) {
  const { usedBy, organizationAgents } = skill;
  const isUsed = usedBy.length + organizationAgents > 0;
  return (
    <Section title="Used by">
      {usedBy.map(({ id, name }) => (
        <div key={id}>
          <Link to={paths.platformAgent(id)}>{name}</Link>
        </div>
      ))}
      <Text>
        {plural(usedBy.length, 'system agent')} and {plural(organizationAgents, 'agent')} of organizations.
      </Text>
      <Text size="sm" c="dimmed">
        {isUsed
          ? 'It cannot be deleted while any has it. Switched off, it is left out of new runs.'
          : 'No agent has it, so it can be deleted.'}
      </Text>
    </Section>
  );
}

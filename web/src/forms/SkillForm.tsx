/** The words of a skill, with what they cost and how they read. */
import { Button, Group, Stack, Switch, TagsInput, Text, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { SKILL_BODY_MAX } from '../../../domain/contracts/skills.ts';
import { estimateTokens } from '../../../domain/prompt/tokens.ts';
import type { SkillWords } from '../api/skills.ts';
import { ErrorNotice } from '../components/QueryView.tsx';
import { Section } from '../components/Section.tsx';
import { UnsavedChanges } from '../components/UnsavedChanges.tsx';
import { count } from '../ui/format.ts';
import { Markdown } from '../ui/Markdown.tsx';
import { problemAt } from './problem-at.ts';

interface Props {
  readonly words: SkillWords;
  readonly saving: boolean;
  readonly error: Error | null;
  /** Why whoever looks at it may not save. */
  readonly obstacle?: string | undefined;
  readonly onSave: (words: SkillWords) => void;
}

export function SkillForm({ words, saving, error, obstacle, onSave }: Props) {
  const [draft, setDraft] = useState(words);
  const errorAt = (pointer: string) => problemAt(error, pointer);
  const set = (change: Partial<SkillWords>) => {
    setDraft({ ...draft, ...change });
  };
  const untouched = JSON.stringify(draft) === JSON.stringify(words);
  return (
    <form
      aria-label="Skill"
      onSubmit={(event) => {
        event.preventDefault();
        onSave(draft);
      }}
    >
      {untouched ? null : <UnsavedChanges />}
      <Stack gap="md">
        <Section title="Text">
          <Stack gap="sm">
            <SkillHead draft={draft} set={set} errorAt={errorAt} />
            <Textarea
              label="Text (Markdown)"
              description={`${count(draft.body.length)} of ${count(SKILL_BODY_MAX)} characters · ${costText(draft)}`}
              autosize
              minRows={8}
              maxRows={24}
              required
              value={draft.body}
              error={draft.body.length > SKILL_BODY_MAX ? 'Too long: shorten it.' : errorAt('/body')}
              onChange={(event) => {
                set({ body: event.currentTarget.value });
              }}
            />
            <Switch
              label="Enabled"
              description="Agents leave out a skill that is not."
              checked={draft.enabled}
              onChange={(event) => {
                set({ enabled: event.currentTarget.checked });
              }}
            />
          </Stack>
        </Section>
        <Section title="Preview">
          {draft.body === '' ? <Text c="dimmed">Nothing written yet.</Text> : <Markdown text={draft.body} />}
        </Section>
        {error === null ? null : (
          <ErrorNotice error={error} title="The skill was not saved" advice="What you typed is kept." />
        )}
        <Group>
          <Button
            type="submit"
            loading={saving}
            disabled={obstacle !== undefined || draft.body.length > SKILL_BODY_MAX}
            title={obstacle}
          >
            Save skill
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

interface HeadProps {
  readonly draft: SkillWords;
  readonly set: (change: Partial<SkillWords>) => void;
  readonly errorAt: (pointer: string) => string | undefined;
}

function SkillHead({ draft, set, errorAt }: HeadProps) {
  return (
    <>
      <TextInput
        label="Title"
        required
        maxLength={200}
        value={draft.title}
        error={errorAt('/title')}
        onChange={(event) => {
          set({ title: event.currentTarget.value });
        }}
      />
      <TextInput
        label="When to use it"
        placeholder="Use this when …"
        required
        maxLength={500}
        value={draft.description}
        error={errorAt('/description')}
        onChange={(event) => {
          set({ description: event.currentTarget.value });
        }}
      />
      <TagsInput
        label="Tags"
        value={[...draft.tags]}
        error={errorAt('/tags')}
        onChange={(tags) => {
          set({ tags });
        }}
      />
    </>
  );
}

function costText({ title, description, body }: SkillWords): string {
  return `about ${count(estimateTokens(`${title}${description}${body}`))} tokens in each prompt`;
}

import { Alert, Button, Group, Radio, Select, Stack, Text, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { ApiError } from '../api/client.ts';
import { useUpdateAgent } from '../api/mutations.ts';
import type { AgentStatus, AgentView, ToolView } from '../api/types.ts';
import { AUTONOMY_TEXT } from '../components/AgentSections.tsx';
import { ErrorNotice } from '../components/QueryView.tsx';
import { Section } from '../components/Section.tsx';
import { paths } from '../paths.ts';
import { type AgentDraft, changesOf, draftOf } from './agent-draft.ts';
import { GoalFields, RuleFields, ToolFields } from './AgentListFields.tsx';

interface Props {
  readonly agent: AgentView;
  readonly etag: string;
  readonly tools: readonly ToolView[];
  readonly onReload: () => void;
}

export interface DraftProps {
  readonly draft: AgentDraft;
  readonly set: (change: Partial<AgentDraft>) => void;
  readonly errorAt: (pointer: string) => string | undefined;
}

export function AgentForm({ agent, etag, tools, onReload }: Props) {
  const [draft, setDraft] = useState(() => draftOf(agent));
  const update = useUpdateAgent(agent.id);
  const navigate = useNavigate();
  const changes = changesOf(agent, draft);
  const untouched = Object.keys(changes).length === 0;
  const save = async () => {
    const saved = await update.mutateAsync({ body: changes, etag }).catch(() => undefined);
    if (saved === undefined) return;
    notifications.show({
      title: 'Saved',
      message: `${saved.data.name} is now v${saved.data.versionNumber}.`,
    });
    void navigate(paths.agent(agent.id));
  };
  const fields: DraftProps = {
    draft,
    set: (change) => {
      setDraft({ ...draft, ...change });
    },
    errorAt: (pointer) => problemAt(update.error, pointer),
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <Stack gap="md" maw={760}>
        <Identity {...fields} />
        <AutonomyField {...fields} />
        <GoalFields {...fields} />
        <RuleFields {...fields} />
        <ToolFields {...fields} tools={tools} />
        {update.error === null ? null : <SaveError error={update.error} onReload={onReload} />}
        <Group className="form-actions">
          <Button type="submit" loading={update.isPending} disabled={untouched}>
            Save
          </Button>
          <Button component={Link} to={paths.agent(agent.id)} variant="default">
            {untouched ? 'Back' : 'Discard changes'}
          </Button>
          <Text size="sm" c="dimmed">
            Runs that have started keep the version they started with.
          </Text>
        </Group>
      </Stack>
    </form>
  );
}

const STATUS_CHOICES: readonly { readonly value: AgentStatus; readonly label: string }[] = [
  { value: 'draft', label: 'Draft – starts no runs' },
  { value: 'active', label: 'Active' },
  { value: 'paused', label: 'Paused – open runs finish, no new ones start' },
  { value: 'archived', label: 'Archived' },
];

function Identity({ draft, set, errorAt }: DraftProps) {
  return (
    <Section title="Identity and persona">
      <Stack gap="sm">
        <TextInput
          label="Name"
          required
          maxLength={120}
          value={draft.name}
          error={errorAt('/name')}
          onChange={(event) => {
            set({ name: event.currentTarget.value });
          }}
        />
        <Select
          label="Status"
          data={[...STATUS_CHOICES]}
          value={draft.status}
          allowDeselect={false}
          error={errorAt('/status')}
          onChange={(status) => {
            if (status !== null) set({ status });
          }}
        />
        <TextInput
          label="Speaks as"
          description="The name it uses for itself."
          maxLength={200}
          value={draft.displayName}
          onChange={(event) => {
            set({ displayName: event.currentTarget.value });
          }}
        />
        <TextInput
          label="Tone"
          placeholder="warm, brief"
          maxLength={200}
          value={draft.tone}
          error={errorAt('/spec/persona/tone')}
          onChange={(event) => {
            set({ tone: event.currentTarget.value });
          }}
        />
        <TextInput
          label="Voice"
          placeholder="Short sentences, first names, no exclamation marks"
          maxLength={500}
          value={draft.voice}
          onChange={(event) => {
            set({ voice: event.currentTarget.value });
          }}
        />
      </Stack>
    </Section>
  );
}

function AutonomyField({ draft, set }: DraftProps) {
  return (
    <Section title="Autonomy">
      <Radio.Group
        value={draft.autonomy}
        aria-label="Autonomy"
        onChange={(value) => {
          set({ autonomy: value });
        }}
      >
        <Stack gap="xs">
          {Object.entries(AUTONOMY_TEXT).map(([value, text]) => (
            <Radio key={value} value={value} label={text} />
          ))}
        </Stack>
      </Radio.Group>
    </Section>
  );
}

function SaveError({ error, onReload }: { readonly error: Error; readonly onReload: () => void }) {
  if (!(error instanceof ApiError) || error.status !== 412) {
    return (
      <ErrorNotice error={error} title="Nothing was saved" advice="Your changes are still in this form." />
    );
  }
  return (
    <Alert
      role="alert"
      color="yellow"
      variant="outline"
      className="notice"
      title="Somebody else changed this agent meanwhile"
    >
      <Text size="sm">
        Nothing was saved. Load the newer version to see it; your changes in this form are lost then.
      </Text>
      <Button mt="sm" size="xs" variant="default" onClick={onReload}>
        Load the newer version
      </Button>
    </Alert>
  );
}

function problemAt(error: Error | null, pointer: string): string | undefined {
  if (!(error instanceof ApiError)) return undefined;
  return error.problem?.errors?.find((item) => item.pointer === pointer)?.message;
}

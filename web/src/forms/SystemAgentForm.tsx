/** A system agent: the fields that every agent has, and what its status means for new organizations. */
import { Button, Group, Select, Stack, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { type ReactNode, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { AGENT_STATUSES } from '../../../domain/agent/agent-spec.ts';
import { ask } from '../api/client.ts';
import { type SystemAgentView, useSystemAgentOrder } from '../api/platform.ts';
import type { AgentStatus, KindView, SkillChoice, ToolView } from '../api/types.ts';
import { Section } from '../components/Section.tsx';
import { LEAVING, UnsavedChanges } from '../components/UnsavedChanges.tsx';
import { paths } from '../paths.ts';
import type { DraftProps } from './AgentForm.tsx';
import { problemAt } from './problem-at.ts';
import { type AgentDraft, changesOf, draftOf, rebase } from './agent-draft.ts';
import { PersonaFields } from './AgentIdentityFields.tsx';
import { GoalFields, RuleFields, ToolFields } from './AgentListFields.tsx';
import { AutonomyFields, MoreFields } from './AgentMoreFields.tsx';
import { SystemAgentSaveError } from './SystemAgentSaveError.tsx';

const STATUS_TEXTS: Readonly<Record<AgentStatus, string>> = {
  draft: 'Draft – new organizations get no clone of it yet',
  active: 'Active – new organizations get a clone of it',
  paused: 'Paused – new organizations get no clone of it',
  archived: 'Archived',
};

interface Choices {
  readonly tools: readonly ToolView[];
  readonly skills: readonly SkillChoice[];
}

interface EditProps extends Choices {
  readonly agent: SystemAgentView;
  readonly etag: string;
}

export function SystemAgentForm({ agent, etag, ...choices }: EditProps) {
  // What the draft is compared with: the agent as it was read, or as it is now after somebody else was faster.
  const [base, setBase] = useState({ agent, etag });
  const [draft, setDraft] = useState(() => draftOf(agent));
  const order = useSystemAgentOrder();
  const changes = changesOf(base.agent, draft);
  const save = async () => {
    const edit = { method: 'PATCH', id: agent.id, body: changes, etag: base.etag } as const;
    const saved = await order.mutateAsync(edit).catch(() => undefined);
    if (saved === undefined) return;
    const message = `${saved.data.name} is now v${String(saved.data.versionNumber)}. No clone was changed.`;
    notifications.show({ title: 'Saved', message });
    setBase({ agent: saved.data, etag: saved.etag ?? '' });
    setDraft(draftOf(saved.data));
  };
  const catchUp = async () => {
    const latest = await ask<SystemAgentView>(`/v1/platform/agents/${agent.id}`);
    setDraft(rebase(base.agent, draft, latest.data));
    setBase({ agent: latest.data, etag: latest.etag ?? '' });
    order.reset();
  };
  return (
    <Frame
      draft={draft}
      onDraft={setDraft}
      order={order}
      {...choices}
      ready={Object.keys(changes).length > 0}
      action="Save"
      onSubmit={save}
      onCatchUp={catchUp}
    />
  );
}

export function NewSystemAgentForm({ kinds, ...choices }: Choices & { readonly kinds: readonly KindView[] }) {
  const [kind, setKind] = useState<KindView>();
  const [draft, setDraft] = useState<AgentDraft>();
  const order = useSystemAgentOrder();
  const navigate = useNavigate();
  const picker = (
    <Select
      label="Kind"
      description={kind?.description ?? 'What sort of work it does. It cannot be changed later.'}
      placeholder="Choose one"
      required
      allowDeselect={false}
      data={kinds.map(({ name, title }) => ({ value: name, label: title }))}
      value={kind?.name ?? null}
      onChange={(value) => {
        const chosen = kinds.find((one) => one.name === value);
        if (chosen === undefined || chosen.name === kind?.name) return;
        // Another kind of work has other tools, goals and manners: its own are the better start.
        const name = draft === undefined || draft.name === kind?.title ? chosen.title : draft.name;
        setDraft({ status: 'draft', ...draft, name, spec: chosen.defaults });
        setKind(chosen);
      }}
    />
  );
  if (kind === undefined || draft === undefined) return <Section title="Identity">{picker}</Section>;
  const edits = changesOf({ name: kind.title, status: 'draft', spec: kind.defaults }, draft);
  const save = async () => {
    const { spec } = edits;
    const body = {
      name: draft.name,
      status: draft.status,
      kind: kind.name,
      ...(spec === undefined ? {} : { spec }),
    };
    const made = await order.mutateAsync({ method: 'POST', body }).catch(() => undefined);
    if (made === undefined) return;
    notifications.show({ title: 'Created', message: STATUS_TEXTS[made.data.status] });
    void navigate(paths.platformAgent(made.data.id), { state: LEAVING });
  };
  return (
    <Frame
      draft={draft}
      onDraft={setDraft}
      order={order}
      {...choices}
      ready={draft.name.trim() !== ''}
      dirty={Object.keys(edits).length > 0}
      action="Create"
      onSubmit={save}
    >
      {picker}
    </Frame>
  );
}

interface FrameProps extends Choices {
  readonly draft: AgentDraft;
  readonly onDraft: (draft: AgentDraft) => void;
  readonly order: { readonly error: Error | null; readonly isPending: boolean };
  /** There is something to save. */
  readonly ready: boolean;
  /** There is something to lose; by default what there is to save. */
  readonly dirty?: boolean;
  readonly action: string;
  readonly onSubmit: () => Promise<void>;
  /** Puts the changes of this form over the newest state. */
  readonly onCatchUp?: () => Promise<void>;
  /** Further fields of its identity. */
  readonly children?: ReactNode;
}

function Frame({
  draft,
  onDraft,
  order,
  tools,
  skills,
  ready,
  dirty = ready,
  action,
  onSubmit,
  onCatchUp,
  children,
}: FrameProps) {
  const fields: DraftProps = {
    draft,
    set: (change) => {
      onDraft({ ...draft, ...change });
    },
    setSpec: (change) => {
      onDraft({ ...draft, spec: { ...draft.spec, ...change } });
    },
    errorAt: (pointer) => problemAt(order.error, pointer),
  };
  return (
    <form
      aria-label="System agent"
      onSubmit={(event) => {
        event.preventDefault();
        void onSubmit();
      }}
    >
      {dirty ? <UnsavedChanges /> : null}
      <Stack gap="md" maw={760}>
        <Section title="Identity">
          <Stack gap="sm">
            {children}
            <IdentityFields {...fields} />
          </Stack>
        </Section>
        <PersonaFields {...fields} />
        <GoalFields {...fields} />
        <RuleFields {...fields} />
        <ToolFields {...fields} tools={tools} skills={skills} />
        <AutonomyFields {...fields} tools={tools} />
        <MoreFields {...fields} tools={tools} />
        {order.error === null ? null : <SystemAgentSaveError error={order.error} onCatchUp={onCatchUp} />}
        <Group className="form-actions">
          <Button type="submit" loading={order.isPending} disabled={!ready}>
            {action}
          </Button>
          <Button component={Link} to={paths.platformAgents()} variant="default">
            Back
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function IdentityFields({ draft, set, errorAt }: DraftProps) {
  const statuses = AGENT_STATUSES.filter((status) => status !== 'archived' || draft.status === 'archived');
  return (
    <>
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
        data={statuses.map((value) => ({ value, label: STATUS_TEXTS[value] }))}
        value={draft.status}
        allowDeselect={false}
        error={errorAt('/status')}
        onChange={(status) => {
          if (status !== null) set({ status });
        }}
      />
    </>
  );
}

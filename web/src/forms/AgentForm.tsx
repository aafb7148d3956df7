import { Button, Group, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { ask } from '../api/client.ts';
import { useTryDraft, useUpdateAgent } from '../api/mutations.ts';
import type { AgentSpec, AgentView, SkillChoice, ToolView } from '../api/types.ts';
import { LEAVING, UnsavedChanges } from '../components/UnsavedChanges.tsx';
import { paths } from '../paths.ts';
import { type AgentDraft, changesOf, draftOf, rebase } from './agent-draft.ts';
import { IdentityFields, PersonaFields } from './AgentIdentityFields.tsx';
import { GoalFields, RuleFields, ToolFields } from './AgentListFields.tsx';
import { AutonomyFields, MoreFields } from './AgentMoreFields.tsx';
import { AgentSaveError } from './AgentSaveError.tsx';
import { problemAt } from './problem-at.ts';
import { TaintPolicyFields } from './TaintPolicyFields.tsx';
import { DelegateFields } from './DelegateFields.tsx';
import { TryDraft } from './TryDraft.tsx';

interface Props {
  readonly agent: AgentView;
  readonly etag: string;
  readonly tools: readonly ToolView[];
  readonly skills: readonly SkillChoice[];
}

export interface DraftProps {
  readonly draft: AgentDraft;
  readonly set: (change: Partial<AgentDraft>) => void;
  readonly setSpec: (change: Partial<AgentSpec>) => void;
  /** What is wrong with a field, by its pointer. */
  readonly errorAt: (pointer: string) => string | undefined;
}

export function AgentForm({ agent, etag, tools, skills }: Props) {
  // What the draft is compared with: the agent as it was read, or as it is now after somebody else was faster.
  const [base, setBase] = useState({ agent, etag });
  const [draft, setDraft] = useState(() => draftOf(agent));
  const update = useUpdateAgent(agent.id);
  const trial = useTryDraft(agent.id);
  const navigate = useNavigate();
  const changes = changesOf(base.agent, draft);
  const untouched = Object.keys(changes).length === 0;
  const save = async () => {
    const saved = await update.mutateAsync({ body: changes, etag: base.etag }).catch(() => undefined);
    if (saved === undefined) return;
    const { name, versionNumber } = saved.data;
    notifications.show({ title: 'Saved', message: `${name} is now v${String(versionNumber)}.` });
    void navigate(paths.agent(agent.id), { state: LEAVING });
  };
  const catchUp = async () => {
    const latest = await ask<AgentView>(`/v1/agents/${agent.id}`);
    setDraft(rebase(base.agent, draft, latest.data));
    setBase({ agent: latest.data, etag: latest.etag ?? '' });
    update.reset();
  };
  const fields: DraftProps = {
    draft,
    set: (change) => {
      setDraft({ ...draft, ...change });
    },
    setSpec: (change) => {
      setDraft({ ...draft, spec: { ...draft.spec, ...change } });
    },
    errorAt: (pointer) => problemAt(update.error, pointer) ?? problemAt(trial.error, `/draft${pointer}`),
  };
  return (
    <div className="edit-page">
      {untouched ? null : <UnsavedChanges />}
      <form
        aria-label="Agent"
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <Stack gap="md">
          <IdentityFields {...fields} />
          <PersonaFields {...fields} />
          <GoalFields {...fields} />
          <RuleFields {...fields} />
          <ToolFields {...fields} tools={tools} skills={skills} />
          <DelegateFields {...fields} />
          <AutonomyFields {...fields} tools={tools} />
          <TaintPolicyFields {...fields} tools={tools} />
          <MoreFields {...fields} tools={tools} />
          {update.error === null ? null : (
            <AgentSaveError error={update.error} base={base.agent} onCatchUp={catchUp} />
          )}
          <Group className="form-actions">
            <Button type="submit" loading={update.isPending} disabled={untouched}>
              Save
            </Button>
            <Button component={Link} to={paths.agent(agent.id)} state={LEAVING} variant="default">
              {untouched ? 'Back' : 'Discard changes'}
            </Button>
            <Text size="sm" c="dimmed">
              Runs that have started keep the version they started with.
            </Text>
          </Group>
        </Stack>
      </form>
      <TryDraft agent={base.agent} spec={changes.spec} trial={trial} />
    </div>
  );
}

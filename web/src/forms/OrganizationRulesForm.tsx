/** The organization's rules as an editable list. Conflicts with the platform's rules show while one types. */
import { ActionIcon, Button, Group, Stack, Text, Textarea } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconArrowUp, IconPlus, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { resolveRules } from '../../../domain/rules/resolve-rules.ts';
import { ApiError } from '../api/client.ts';
import { type RuleDraft, type RuleView, useReplaceRules } from '../api/rules.ts';
import type { ToolView } from '../api/types.ts';
import { ErrorNotice } from '../components/QueryView.tsx';
import { Overridden } from '../components/RuleLines.tsx';
import { UnsavedChanges } from '../components/UnsavedChanges.tsx';
import { useObstacle } from '../components/use-permission.ts';
import { EnforcementFields } from './EnforcementFields.tsx';
import { problemAt } from './problem-at.ts';

interface Props {
  readonly rules: readonly RuleView[];
  readonly platform: readonly RuleView[];
  readonly etag: string;
  readonly tools: readonly ToolView[];
  readonly onReload: () => void;
}

const toDraft = ({ key, text, enforcement }: RuleView): RuleDraft => ({ key, text, enforcement });

export function OrganizationRulesForm({ rules, platform, etag, tools, onReload }: Props) {
  const [draft, setDraft] = useState<readonly RuleDraft[]>(() => rules.map(toDraft));
  const replace = useReplaceRules();
  const obstacle = useObstacle('rules:write');
  const untouched = JSON.stringify(draft) === JSON.stringify(rules.map(toDraft));
  const conflicts = conflictsOf(draft, platform);
  const save = async () => {
    const saved = await replace.mutateAsync({ rules: draft, etag }).catch(() => undefined);
    if (saved !== undefined) notifications.show({ title: 'Saved', message: 'New runs keep to these rules.' });
  };
  return (
    <form
      aria-label="Rules of the organization"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      {untouched ? null : <UnsavedChanges />}
      <Stack gap="md">
        {draft.length === 0 ? (
          <Text c="dimmed">
            No rules yet. A rule holds for every agent of the organization, such as “Never name prices by
            phone”.
          </Text>
        ) : null}
        {draft.map((rule, i) => (
          <RuleRow
            key={rule.key ?? `new-${String(i)}`}
            at={i}
            rule={rule}
            tools={tools}
            readOnly={obstacle !== undefined}
            conflict={conflicts[i] ?? null}
            errorAt={(pointer) => problemAt(replace.error, `/rules/${String(i)}${pointer}`)}
            onChange={(next) => {
              setDraft(draft.map((item, other) => (other === i ? next : item)));
            }}
            onUp={() => {
              setDraft(movedUp(draft, i));
            }}
            onRemove={() => {
              setDraft(draft.filter((_, other) => other !== i));
            }}
          />
        ))}
        {replace.error === null ? null : <SaveError error={replace.error} onReload={onReload} />}
        <Group gap="sm">
          <Button
            variant="default"
            leftSection={<IconPlus size={16} />}
            disabled={obstacle !== undefined}
            onClick={() => {
              setDraft([...draft, { text: '', enforcement: null }]);
            }}
          >
            Add a rule
          </Button>
          <Button
            type="submit"
            loading={replace.isPending}
            disabled={untouched || obstacle !== undefined}
            title={obstacle}
          >
            Save rules
          </Button>
        </Group>
        <Text size="sm" c="dimmed">
          {obstacle ?? 'Runs that have started keep the rules they started with.'}
        </Text>
      </Stack>
    </form>
  );
}

interface RowProps {
  readonly at: number;
  readonly rule: RuleDraft;
  readonly tools: readonly ToolView[];
  readonly readOnly: boolean;
  readonly conflict: RuleView['overriddenBy'];
  readonly errorAt: (pointer: string) => string | undefined;
  readonly onChange: (rule: RuleDraft) => void;
  readonly onUp: () => void;
  readonly onRemove: () => void;
}

function RuleRow({ at, rule, tools, readOnly, conflict, errorAt, onChange, onUp, onRemove }: RowProps) {
  const name = `Rule ${String(at + 1)}`;
  return (
    <Stack gap={6} className="rule-row">
      <Group gap="xs" wrap="nowrap" align="flex-end">
        <Textarea
          flex={1}
          label={name}
          autosize
          minRows={1}
          maxLength={500}
          required
          value={rule.text}
          disabled={readOnly}
          {...(conflict === null ? {} : { classNames: { input: 'rule-struck' } })}
          error={errorAt('/text') ?? errorAt('/key')}
          onChange={(event) => {
            onChange({ ...rule, text: event.currentTarget.value });
          }}
        />
        <ActionIcon
          variant="subtle"
          color="gray"
          size="lg"
          disabled={readOnly || at === 0}
          aria-label={`Move rule ${String(at + 1)} up`}
          onClick={onUp}
        >
          <IconArrowUp size={16} />
        </ActionIcon>
        <ActionIcon
          variant="subtle"
          color="gray"
          size="lg"
          disabled={readOnly}
          aria-label={`Remove rule ${String(at + 1)}`}
          onClick={onRemove}
        >
          <IconX size={16} />
        </ActionIcon>
      </Group>
      <Overridden by={conflict} />
      <EnforcementFields
        name={name}
        value={rule.enforcement}
        tools={tools}
        readOnly={readOnly}
        errorAt={(pointer) => errorAt(`/enforcement${pointer}`)}
        onChange={(enforcement) => {
          onChange({ ...rule, enforcement });
        }}
      />
    </Stack>
  );
}

function SaveError({ error, onReload }: { readonly error: Error; readonly onReload: () => void }) {
  if (!(error instanceof ApiError) || error.status !== 412) {
    return <ErrorNotice error={error} title="The rules were not saved" advice="What you typed is kept." />;
  }
  return (
    <ErrorNotice
      error={error}
      title="Somebody else changed the rules meanwhile"
      advice="Yours are not saved. Load theirs, then make your change again."
      onRetry={onReload}
    />
  );
}

function conflictsOf(draft: readonly RuleDraft[], platform: readonly RuleView[]) {
  const own = draft.map(({ text }, i) => ({ tier: 'organization', key: String(i), version: 1, text }));
  return resolveRules({ stored: [...platform, ...own], agentRules: [], agentVersion: 0 })
    .filter((rule) => rule.tier === 'organization')
    .map((rule) => rule.overriddenBy);
}

function movedUp(draft: readonly RuleDraft[], at: number): readonly RuleDraft[] {
  const before = draft[at - 1];
  const moved = draft[at];
  if (before === undefined || moved === undefined) return draft;
  return [...draft.slice(0, at - 1), moved, before, ...draft.slice(at + 1)];
}

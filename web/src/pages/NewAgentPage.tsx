import { Button, Group, Stack, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import { type AgentSpec, agentSpecSchema } from '../../../domain/agent/agent-spec.ts';
import {
  type AgentDraftInput,
  type DraftAnswer,
  draftFactsQuery,
  inputOf,
  useDraft,
  useSaveDraft,
} from '../api/drafts.ts';
import { organizationQuery } from '../api/queries.ts';
import { PageTitle } from '../components/PageTitle.tsx';
import { ErrorNotice } from '../components/QueryView.tsx';
import { Section } from '../components/Section.tsx';
import { LEAVING, UnsavedChanges } from '../components/UnsavedChanges.tsx';
import { useObstacle } from '../components/use-permission.ts';
import { DraftConversation, type DraftTurn } from '../forms/DraftConversation.tsx';
import {
  type DraftFieldsProps,
  GoalAndToolFields,
  IdentityFields,
  ScheduleFields,
} from '../forms/DraftFields.tsx';
import { problemAt } from '../forms/problem-at.ts';
import { paths } from '../paths.ts';
import { label, money } from '../ui/format.ts';
import './new-agent.css';

const EMPTY_SPEC: AgentSpec = agentSpecSchema.parse({});
const BLANK: AgentDraftInput = {
  name: '',
  kind: null,
  spec: EMPTY_SPEC,
  schedule: null,
  config: { sections: [], recipients: [], channel: null },
};
/** The form follows typing at once, the server a moment later. */
const TYPING_MS = 400;

/** Left the conversation, right the draft as it fills. Nothing is saved before one of the two buttons. */
export function NewAgentPage() {
  const [draft, setDraft] = useState(BLANK);
  const [turns, setTurns] = useState<readonly DraftTurn[]>([]);
  const [settled] = useDebouncedValue(draft, TYPING_MS);
  const wish = useDraft();
  const facts = useQuery(draftFactsQuery(settled));
  const { data: organization } = useQuery(organizationQuery);
  const save = useSaving(draft);
  /** A model takes seconds: what is typed meanwhile must not be lost to its answer. */
  const edits = useRef(0);
  const fields: DraftFieldsProps = {
    draft,
    set: (change) => {
      edits.current += 1;
      setDraft((current) => ({ ...current, ...change }));
      save.startAnew();
    },
    errorAt: (pointer) => problemAt(save.error, pointer) ?? problemAt(facts.error, `/draft${pointer}`),
  };
  const say = async (text: string, askModel: boolean, current = draft): Promise<DraftAnswer | undefined> => {
    const before = edits.current;
    const answer = await wish.mutateAsync({ text, draft: current, askModel }).catch(() => undefined);
    if (answer === undefined) return undefined;
    if (askModel && edits.current !== before) {
      const message = 'You went on by hand meanwhile, so what the model proposed was left out.';
      notifications.show({ title: 'Your draft was kept', message });
      return undefined;
    }
    const { understood, questions, proposal } = answer;
    setDraft(inputOf(answer.draft));
    // What a model makes of the last sentence takes the place of what the words alone gave.
    setTurns((before) => [
      ...(askModel ? before.slice(0, -1) : before),
      { text, understood, questions, proposal },
    ]);
    save.startAnew();
    return answer;
  };
  const send = async (text: string): Promise<boolean> => {
    const answer = await say(text, false);
    // What the words alone do not say, a model may make out.
    if (answer?.fallback === true) void say(text, true, inputOf(answer.draft));
    return answer !== undefined;
  };
  return (
    <>
      {draft === BLANK ? null : <UnsavedChanges />}
      <PageTitle title="New agent" />
      <div className="draft-grid">
        <DraftConversation
          turns={turns}
          pending={wish.isPending}
          isModelAsked={wish.variables?.askModel === true}
          error={wish.error}
          onSend={send}
          onPropose={(text) => void say(text, true)}
        />
        <Stack gap="md">
          <IdentityFields {...fields} />
          <ScheduleFields
            {...fields}
            meaning={facts.data?.draft.schedule ?? null}
            timeZone={organization?.timeZone ?? 'UTC'}
          />
          <GoalAndToolFields {...fields} />
          {facts.data === undefined ? null : <Consequences facts={facts.data} />}
          <SaveBar draft={draft} save={save} isWrong={facts.error !== null} />
        </Stack>
      </div>
    </>
  );
}

interface Saving {
  readonly isPending: boolean;
  readonly error: Error | null;
  readonly run: (status: 'draft' | 'active') => Promise<void>;
  /** After an edit it is another agent that is to be saved. */
  readonly startAnew: () => void;
}

function useSaving(draft: AgentDraftInput): Saving {
  const navigate = useNavigate();
  const mutation = useSaveDraft();
  const [attempt, setAttempt] = useState(() => crypto.randomUUID());
  return {
    isPending: mutation.isPending,
    error: mutation.error,
    run: async (status) => {
      const idempotencyKey = `${attempt}-${status}`;
      const agent = await mutation.mutateAsync({ draft, status, idempotencyKey }).catch(() => undefined);
      if (agent === undefined) return;
      notifications.show({ title: 'Saved', message: `${agent.name} is ${agent.status}.` });
      void navigate(paths.agent(agent.id), { state: LEAVING });
    },
    startAnew: () => {
      setAttempt(crypto.randomUUID());
      mutation.reset();
    },
  };
}

function Consequences({ facts }: { readonly facts: DraftAnswer }) {
  const { neededApprovals, expectedCostMicroUsdPerMonth: cost, costBasis, monthBudget } = facts;
  return (
    <Section title="What it would mean">
      <Stack gap="xs">
        <div>
          <Text fw={500}>Approvals</Text>
          {neededApprovals.length === 0 ? (
            <Text size="sm">It would ask for none: it only reads.</Text>
          ) : (
            <ul className="draft-lines">
              {neededApprovals.map(({ toolName, reason }) => (
                <li key={toolName}>
                  {label(toolName)}: {reason}
                </li>
              ))}
            </ul>
          )}
        </div>
        <div>
          <Text fw={500}>Cost a month: {cost === null ? 'not known' : `about ${money(cost)}`}</Text>
          <Text size="sm" c="dimmed">
            {costBasis}
          </Text>
          {monthBudget === null ? null : <AgainstBudget cost={cost} budget={monthBudget} />}
        </div>
      </Stack>
    </Section>
  );
}

interface BudgetProps {
  readonly cost: number | null;
  readonly budget: NonNullable<DraftAnswer['monthBudget']>;
}

function AgainstBudget({ cost, budget: { capMicroUsd, leftMicroUsd } }: BudgetProps) {
  const isTooMuch = cost !== null && cost > capMicroUsd;
  return (
    <Text size="sm" fw={isTooMuch ? 600 : 400}>
      {isTooMuch ? 'More than the organization may spend: ' : 'The organization’s budget: '}
      {money(capMicroUsd)} a month, {money(leftMicroUsd)} left in this one.
    </Text>
  );
}

interface SaveProps {
  readonly draft: AgentDraftInput;
  readonly save: Saving;
  /** The server refuses the draft as it stands; the field says why. */
  readonly isWrong: boolean;
}

function SaveBar({ draft, save, isWrong }: SaveProps) {
  const obstacle = useObstacle('agents:write');
  const missing = obstacle ?? whatIsMissing(draft, isWrong);
  return (
    <>
      {save.error === null ? null : (
        <ErrorNotice
          error={save.error}
          title="The agent was not saved whole"
          advice="Your draft is still here. Saving it unchanged goes on where it stopped."
        />
      )}
      <Group className="form-actions">
        <Button
          loading={save.isPending}
          disabled={missing !== undefined}
          title={missing}
          onClick={() => void save.run('active')}
        >
          Activate
        </Button>
        <Button
          variant="default"
          loading={save.isPending}
          disabled={missing !== undefined}
          title={missing}
          onClick={() => void save.run('draft')}
        >
          Save as draft
        </Button>
        {missing === undefined ? null : (
          <Text size="sm" c="dimmed">
            {missing}
          </Text>
        )}
      </Group>
    </>
  );
}

function whatIsMissing({ kind, name }: AgentDraftInput, isWrong: boolean): string | undefined {
  if (kind === null) return 'Choose a kind first';
  if (name.trim() === '') return 'Give it a name first';
  return isWrong ? 'Correct the marked fields first' : undefined;
}

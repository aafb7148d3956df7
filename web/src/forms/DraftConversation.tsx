import { Button, Group, Stack, Text, Textarea } from '@mantine/core';
import { IconSparkles } from '@tabler/icons-react';
import { useState } from 'react';
import type { DraftAnswer } from '../api/drafts.ts';
import { ErrorNotice } from '../components/QueryView.tsx';
import { Section } from '../components/Section.tsx';

export interface DraftTurn {
  readonly text: string;
  readonly understood: readonly string[];
  readonly questions: readonly string[];
  readonly proposal: DraftAnswer['proposal'];
}

interface Props {
  readonly turns: readonly DraftTurn[];
  readonly pending: boolean;
  readonly isModelAsked: boolean;
  readonly error: Error | null;
  /** Answers whether it was understood: then the field is emptied. */
  readonly onSend: (text: string) => Promise<boolean>;
  /** Lets a model propose what this text left open. */
  readonly onPropose: (text: string) => void;
}

const EXAMPLES = [
  'I need a daily 8am email of new leads',
  'A briefing every weekday at 7',
  'Jeden Freitag um halb drei ein Bericht über offene Aufgaben',
];

/** What was asked and how it was read; Enter sends, Shift and Enter begins a line. */
export function DraftConversation({ turns, pending, isModelAsked, error, onSend, onPropose }: Props) {
  const [text, setText] = useState('');
  const last = turns.at(-1);
  const send = async () => {
    if (text.trim() !== '' && !pending && (await onSend(text))) setText('');
  };
  return (
    <Section title="Conversation">
      <Stack gap="md">
        <Stack gap="md" aria-live="polite">
          {turns.length === 0 ? <Examples onPick={setText} /> : null}
          {turns.map((turn, i) => (
            <Turn key={i} turn={turn} />
          ))}
          {pending && isModelAsked ? (
            <Text c="dimmed">A model reads it; this takes some seconds …</Text>
          ) : null}
          {last === undefined || last.proposal !== null || pending ? null : (
            <ProposeButton
              onClick={() => {
                onPropose(last.text);
              }}
            />
          )}
        </Stack>
        {error === null ? null : (
          <ErrorNotice
            error={error}
            title="This was not understood"
            advice="Your text is still in the field."
          />
        )}
        <form
          onSubmit={(event) => {
            event.preventDefault();
            void send();
          }}
        >
          <Stack gap="xs">
            <Textarea
              label={turns.length === 0 ? 'What should the agent do?' : 'What should be different?'}
              autosize
              minRows={2}
              maxRows={10}
              maxLength={20_000}
              value={text}
              onChange={(event) => {
                setText(event.currentTarget.value);
              }}
              onKeyDown={(event) => {
                if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
                event.preventDefault();
                void send();
              }}
            />
            <Group justify="space-between">
              <Text size="xs" c="dimmed">
                Nothing is saved until you say so.
              </Text>
              <Button type="submit" loading={pending} disabled={text.trim() === ''}>
                {turns.length === 0 ? 'Draft it' : 'Change it'}
              </Button>
            </Group>
          </Stack>
        </form>
      </Stack>
    </Section>
  );
}

function Examples({ onPick }: { readonly onPick: (text: string) => void }) {
  return (
    <Stack gap="xs" align="flex-start">
      <Text c="dimmed">
        Say it in your own words, with the times: the draft fills beside. Or fill in the form yourself.
      </Text>
      {EXAMPLES.map((example) => (
        <Button
          key={example}
          variant="default"
          size="compact-sm"
          className="draft-example"
          onClick={() => {
            onPick(example);
          }}
        >
          {example}
        </Button>
      ))}
    </Stack>
  );
}

function ProposeButton({ onClick }: { readonly onClick: () => void }) {
  return (
    <Group gap="sm">
      <Button variant="default" size="compact-sm" leftSection={<IconSparkles size={14} />} onClick={onClick}>
        Let a model propose the rest
      </Button>
      <Text size="xs" c="dimmed">
        Name, persona and goals; a dry run of your assistant.
      </Text>
    </Group>
  );
}

function Turn({ turn: { text, understood, questions, proposal } }: { readonly turn: DraftTurn }) {
  const unused = proposal === null || proposal.used ? null : proposal.problem;
  return (
    <div className="draft-turn">
      <Text fw={500} lineClamp={6}>
        {text}
      </Text>
      <Lines title="Understood" lines={understood} none="Nothing in it changes the draft." />
      <Lines title="Open" lines={questions} />
      {unused === null ? null : (
        <Text size="sm" mt={6}>
          The model was no help ({unused}). This is what your words alone say; the form takes the rest.
        </Text>
      )}
    </div>
  );
}

interface LinesProps {
  readonly title: string;
  readonly lines: readonly string[];
  readonly none?: string;
}

function Lines({ title, lines, none }: LinesProps) {
  if (lines.length === 0 && none === undefined) return null;
  return (
    <>
      <Text size="xs" c="dimmed" mt={6}>
        {title}
      </Text>
      {lines.length === 0 ? (
        <Text size="sm">{none}</Text>
      ) : (
        <ul className="draft-lines">
          {lines.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      )}
    </>
  );
}

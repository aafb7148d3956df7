import { Button, Group, Stack, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import { ErrorNotice } from '../components/QueryView.tsx';
import { Section } from '../components/Section.tsx';

export interface DraftTurn {
  readonly text: string;
  readonly understood: readonly string[];
  readonly questions: readonly string[];
}

interface Props {
  readonly turns: readonly DraftTurn[];
  readonly pending: boolean;
  readonly error: Error | null;
  /** Answers whether it was understood: then the field is emptied. */
  readonly onSend: (text: string) => Promise<boolean>;
}

const EXAMPLES = [
  'I need a daily 8am email of new leads',
  'A briefing every weekday at 7',
  'Jeden Freitag um halb drei ein Bericht über offene Aufgaben',
];

/** What was asked and how it was read; Enter sends, Shift and Enter begins a line. */
export function DraftConversation({ turns, pending, error, onSend }: Props) {
  const [text, setText] = useState('');
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

function Turn({ turn: { text, understood, questions } }: { readonly turn: DraftTurn }) {
  return (
    <div className="draft-turn">
      <Text fw={500} lineClamp={6}>
        {text}
      </Text>
      <Lines title="Understood" lines={understood} none="Nothing in it changes the draft." />
      <Lines title="Open" lines={questions} />
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

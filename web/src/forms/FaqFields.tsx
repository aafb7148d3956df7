import { Group, Stack, Textarea, TextInput } from '@mantine/core';
import type { AgentSpec } from '../api/types.ts';
import type { DraftProps } from './AgentForm.tsx';
import { Add, Remove } from './list-buttons.tsx';

type Entry = AgentSpec['faqEntries'][number];

export function FaqFields({ draft, setSpec, errorAt }: DraftProps) {
  const { faqEntries } = draft.spec;
  const change = (at: number, part: Partial<Entry>) => {
    setSpec({ faqEntries: faqEntries.map((entry, i) => (i === at ? { ...entry, ...part } : entry)) });
  };
  return (
    <Stack gap="sm">
      {faqEntries.map((entry, i) => (
        <Group key={i} gap="xs" align="flex-start" wrap="nowrap">
          <Stack gap={6} flex={1}>
            <TextInput
              aria-label={`Question ${String(i + 1)}`}
              placeholder="What is asked"
              maxLength={500}
              value={entry.q}
              error={errorAt(`/spec/faqEntries/${String(i)}/q`)}
              onChange={(event) => {
                change(i, { q: event.currentTarget.value });
              }}
            />
            <Textarea
              aria-label={`Answer ${String(i + 1)}`}
              placeholder="What is answered"
              autosize
              maxLength={2000}
              value={entry.a}
              error={errorAt(`/spec/faqEntries/${String(i)}/a`)}
              onChange={(event) => {
                change(i, { a: event.currentTarget.value });
              }}
            />
          </Stack>
          <Remove
            name={`question ${String(i + 1)}`}
            onClick={() => {
              setSpec({ faqEntries: faqEntries.filter((_, other) => other !== i) });
            }}
          />
        </Group>
      ))}
      <Add
        name="Add a question"
        onClick={() => {
          setSpec({ faqEntries: [...faqEntries, { q: '', a: '' }] });
        }}
      />
    </Stack>
  );
}

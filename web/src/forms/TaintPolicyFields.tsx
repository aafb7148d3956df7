/** What an agent may do unasked although outsiders' text is in its context, with a warning while it may anything. */
import { Alert, MultiSelect, Stack, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { replyEntry, takesRecipient } from '../../../domain/approval/taint.ts';
import type { ToolView } from '../api/types.ts';
import { Section } from '../components/Section.tsx';
import { taintEntryText } from '../components/taint-entries.ts';
import type { DraftProps } from './AgentForm.tsx';

type Props = DraftProps & { readonly tools: readonly ToolView[] };

export function TaintPolicyFields({ draft, setSpec, errorAt, tools }: Props) {
  const { allow } = draft.spec.taintPolicy;
  const entries = tools
    .filter(({ risk }) => risk === 'write' || risk === 'send')
    .flatMap(({ name, inputSchema }) => (takesRecipient(inputSchema) ? [replyEntry(name), name] : [name]));
  return (
    <Section title="After text from outside">
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          Once an agent has read what people outside wrote, everything but reading waits for your approval:
          such text may try to give it orders.
        </Text>
        <MultiSelect
          label="May do unasked all the same"
          placeholder={allow.length === 0 ? 'Nothing: it always asks' : undefined}
          data={entries.map((entry) => ({ value: entry, label: taintEntryText(entry) }))}
          value={[...allow]}
          error={errorAt('/spec/taintPolicy')}
          onChange={(value) => {
            setSpec({ taintPolicy: { allow: value } });
          }}
        />
        {allow.length === 0 ? null : (
          <Alert
            color="yellow"
            variant="outline"
            className="notice"
            icon={<IconAlertTriangle />}
            title="Outsiders can make it do this"
          >
            <Text size="sm">
              Whoever writes to the organization, or owns a page that the agent reads, may get it to do this
              with words of their choice and with what it knows. It counts for an autonomous agent only;
              budgets, rules and blocked topics still hold.
            </Text>
          </Alert>
        )}
      </Stack>
    </Section>
  );
}

import { Button, Group, NativeSelect, Stack, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { AGENT_STATUSES } from '../../../domain/agent/agent-spec.ts';
import { type SystemAgentView, useSaveSystemAgent } from '../api/platform.ts';
import { FormProblem } from '../ui/FormProblem.tsx';

/** What staff edits most; everything else of the spec stays as it is. */
const PARTS = ['persona', 'goals', 'rules', 'tools'] as const;

export function SystemAgentForm({ agent }: { readonly agent: SystemAgentView }) {
  const save = useSaveSystemAgent();
  const [name, setName] = useState(agent.name);
  const [status, setStatus] = useState<string>(agent.status);
  const [text, setText] = useState(() => JSON.stringify(partsOf(agent), null, 2));
  const spec = parse(text);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (spec !== undefined) save.mutate({ agent, body: { name, status, spec } });
      }}
    >
      <Stack gap="sm">
        <Group grow align="start">
          <TextInput
            label="Name"
            required
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <NativeSelect
            label="Status"
            description="New organizations get clones of active ones only"
            data={[...AGENT_STATUSES]}
            value={status}
            onChange={(event) => setStatus(event.currentTarget.value)}
          />
        </Group>
        <Textarea
          label="Persona, goals, rules and tools, as JSON"
          autosize
          minRows={6}
          maxRows={24}
          value={text}
          error={spec === undefined ? 'This is not a JSON object yet.' : undefined}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <FormProblem title="The system agent was not saved" error={save.error} />
        <Group justify="flex-end">
          <Button type="submit" loading={save.isPending} disabled={spec === undefined}>
            Save
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function partsOf({ spec }: SystemAgentView) {
  return Object.fromEntries(PARTS.map((part) => [part, spec[part]]));
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** The parts of an agent that are lists: goals, rules, tools. */
import {
  ActionIcon,
  Button,
  Checkbox,
  Group,
  NumberInput,
  Stack,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import type { AgentSpec, ToolView } from '../api/types.ts';
import { Section } from '../components/Section.tsx';
import { words } from '../ui/format.ts';
import type { DraftProps } from './AgentForm.tsx';

type Goal = AgentSpec['goals'][number];

export function GoalFields({ draft, set, errorAt }: DraftProps) {
  const { goals } = draft;
  const change = (at: number, part: Partial<Goal>) => {
    set({ goals: goals.map((goal, i) => (i === at ? { ...goal, ...part } : goal)) });
  };
  return (
    <Section title="Goals">
      <Stack gap="sm">
        {goals.map((goal, i) => (
          <Group key={i} gap="xs" align="flex-start" wrap="nowrap">
            <Stack gap={6} flex={1}>
              <TextInput
                aria-label={`Goal ${i + 1}`}
                placeholder="What it should achieve"
                maxLength={200}
                value={goal.title}
                error={errorAt(`/spec/goals/${i}/title`)}
                onChange={(event) => {
                  change(i, { title: event.currentTarget.value });
                }}
              />
              <Textarea
                aria-label={`Goal ${i + 1} in detail`}
                placeholder="In detail (optional)"
                autosize
                minRows={1}
                maxLength={2000}
                value={goal.description}
                onChange={(event) => {
                  change(i, { description: event.currentTarget.value });
                }}
              />
            </Stack>
            <NumberInput
              aria-label={`Priority of goal ${i + 1}, 1 is highest`}
              title="Priority, 1 is highest"
              w={64}
              min={1}
              max={5}
              value={goal.priority}
              onChange={(value) => {
                change(i, { priority: Number(value) || 3 });
              }}
            />
            <Remove
              name={`goal ${i + 1}`}
              onClick={() => {
                set({ goals: goals.filter((_, other) => other !== i) });
              }}
            />
          </Group>
        ))}
        <Add
          name="Add a goal"
          onClick={() => {
            set({ goals: [...goals, { title: '', description: '', priority: 3 }] });
          }}
        />
      </Stack>
    </Section>
  );
}

export function RuleFields({ draft, set, errorAt }: DraftProps) {
  const { rules } = draft;
  return (
    <Section title="Rules">
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          They may only be stricter than the rules of the platform and of the organization.
        </Text>
        {rules.map((rule, i) => (
          <Group key={i} gap="xs" wrap="nowrap">
            <TextInput
              flex={1}
              aria-label={`Rule ${i + 1}`}
              maxLength={500}
              value={rule}
              error={errorAt(`/spec/rules/${i}`)}
              onChange={(event) => {
                const { value } = event.currentTarget;
                set({ rules: rules.map((text, other) => (other === i ? value : text)) });
              }}
            />
            <Remove
              name={`rule ${i + 1}`}
              onClick={() => {
                set({ rules: rules.filter((_, other) => other !== i) });
              }}
            />
          </Group>
        ))}
        <Add
          name="Add a rule"
          onClick={() => {
            set({ rules: [...rules, ''] });
          }}
        />
      </Stack>
    </Section>
  );
}

export function ToolFields({ draft, set, tools }: DraftProps & { readonly tools: readonly ToolView[] }) {
  return (
    <Section title="Tools">
      <Checkbox.Group
        aria-label="Tools"
        value={[...draft.allow]}
        onChange={(allow) => {
          set({ allow });
        }}
      >
        <Stack gap="xs">
          {tools.map((tool) => (
            <Checkbox
              key={tool.name}
              value={tool.name}
              label={tool.risk === 'read' ? tool.name : `${tool.name} (${words(tool.risk)})`}
              description={tool.description}
            />
          ))}
        </Stack>
      </Checkbox.Group>
    </Section>
  );
}

function Remove({ name, onClick }: { readonly name: string; readonly onClick: () => void }) {
  return (
    <ActionIcon variant="subtle" color="gray" size="lg" aria-label={`Remove ${name}`} onClick={onClick}>
      <IconX size={16} />
    </ActionIcon>
  );
}

function Add({ name, onClick }: { readonly name: string; readonly onClick: () => void }) {
  return (
    <Group>
      <Button variant="default" size="xs" leftSection={<IconPlus size={14} />} onClick={onClick}>
        {name}
      </Button>
    </Group>
  );
}

/** The parts of an agent that are lists: goals, rules, tools. */
import { Checkbox, Group, MultiSelect, NumberInput, Stack, Text, Textarea, TextInput } from '@mantine/core';
import type { AgentSpec, SkillChoice, ToolView } from '../api/types.ts';
import { Section } from '../components/Section.tsx';
import { count, words } from '../ui/format.ts';
import type { DraftProps } from './AgentForm.tsx';
import { Add, Remove } from './list-buttons.tsx';

type Goal = AgentSpec['goals'][number];

export function GoalFields({ draft, setSpec, errorAt }: DraftProps) {
  const { goals } = draft.spec;
  const change = (at: number, part: Partial<Goal>) => {
    setSpec({ goals: goals.map((goal, i) => (i === at ? { ...goal, ...part } : goal)) });
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
                setSpec({ goals: goals.filter((_, other) => other !== i) });
              }}
            />
          </Group>
        ))}
        <Add
          name="Add a goal"
          onClick={() => {
            setSpec({ goals: [...goals, { title: '', description: '', priority: 3 }] });
          }}
        />
      </Stack>
    </Section>
  );
}

export function RuleFields({ draft, setSpec, errorAt }: DraftProps) {
  const { rules } = draft.spec;
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
                setSpec({ rules: rules.map((text, other) => (other === i ? value : text)) });
              }}
            />
            <Remove
              name={`rule ${i + 1}`}
              onClick={() => {
                setSpec({ rules: rules.filter((_, other) => other !== i) });
              }}
            />
          </Group>
        ))}
        <Add
          name="Add a rule"
          onClick={() => {
            setSpec({ rules: [...rules, ''] });
          }}
        />
      </Stack>
    </Section>
  );
}

interface ToolProps extends DraftProps {
  readonly tools: readonly ToolView[];
  readonly skills: readonly SkillChoice[];
}

export function ToolFields({ draft, setSpec, errorAt, tools, skills }: ToolProps) {
  const { tools: own, skillIds } = draft.spec;
  const attached = skills.filter(({ id, enabled }) => enabled && skillIds.includes(id));
  const tokens = attached.reduce((sum, skill) => sum + skill.tokens, 0);
  return (
    <Section title="Tools and skills">
      <Stack gap="md">
        <Checkbox.Group
          aria-label="Tools"
          value={[...own.allow]}
          error={errorAt('/spec/tools/allow')}
          onChange={(allow) => {
            setSpec({ tools: { ...own, allow } });
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
        <MultiSelect
          label="Skills"
          description={`Instructions that are added to its prompt, in this order: about ${count(tokens)} tokens in each prompt.`}
          placeholder={skills.length === 0 ? 'There are no skills yet' : undefined}
          searchable
          maxValues={30}
          data={skills.map(({ id, title, tokens, enabled }) => ({
            value: id,
            label: `${title} (${enabled ? `about ${count(tokens)} tokens` : 'switched off'})`,
          }))}
          value={[...skillIds]}
          error={errorAt('/spec/skillIds')}
          onChange={(value) => {
            setSpec({ skillIds: value });
          }}
        />
      </Stack>
    </Section>
  );
}

/** The draft as it stands, each part of it editable. */
import { Button, MultiSelect, Select, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { AUTONOMIES } from '../../../domain/agent/agent-spec.ts';
import type { AgentDraftInput } from '../api/drafts.ts';
import { kindsQuery, toolsQuery } from '../api/queries.ts';
import type { AgentSpec } from '../api/types.ts';
import { AUTONOMY_TEXT } from '../components/AgentSections.tsx';
import { Section } from '../components/Section.tsx';
import { label } from '../ui/format.ts';

const AUTONOMY_CHOICES = AUTONOMIES.map((value) => ({ value, label: label(value) }));

export interface DraftFieldsProps {
  readonly draft: AgentDraftInput;
  readonly set: (change: Partial<AgentDraftInput>) => void;
  readonly errorAt: (pointer: string) => string | undefined;
}

export function IdentityFields({ draft, set, errorAt }: DraftFieldsProps) {
  const { data: kinds = [] } = useQuery(kindsQuery);
  const { name, kind, spec } = draft;
  const setPersona = (change: Partial<AgentSpec['persona']>) => {
    set({ spec: { ...spec, persona: { ...spec.persona, ...change } } });
  };
  return (
    <Section title="The agent">
      <Stack gap="sm">
        <TextInput
          label="Name"
          required
          maxLength={120}
          value={name}
          error={errorAt('/name')}
          onChange={(event) => {
            set({ name: event.currentTarget.value });
          }}
        />
        <Select
          label="Kind"
          required
          placeholder="What it does"
          data={kinds.map(({ name: value, title }) => ({ value, label: title }))}
          value={kind}
          allowDeselect={false}
          error={errorAt('/kind')}
          description={kinds.find((one) => one.name === kind)?.description}
          onChange={(chosen) => {
            const picked = kinds.find((one) => one.name === chosen);
            if (picked === undefined || picked.name === kind) return;
            // Another kind of work has other tools, goals and manners: its own are the better start.
            set({ kind: picked.name, spec: picked.defaults, name: name === '' ? picked.title : name });
          }}
        />
        <TextInput
          label="Tone"
          maxLength={200}
          value={spec.persona.tone}
          error={errorAt('/spec/persona/tone')}
          onChange={(event) => {
            setPersona({ tone: event.currentTarget.value });
          }}
        />
        <TextInput
          label="Language"
          description="Code of the language it writes in, such as en or de."
          maxLength={20}
          value={spec.persona.language}
          error={errorAt('/spec/persona/language')}
          onChange={(event) => {
            setPersona({ language: event.currentTarget.value });
          }}
        />
      </Stack>
    </Section>
  );
}

export function GoalAndToolFields({ draft, set, errorAt }: DraftFieldsProps) {
  const { data: tools = [] } = useQuery(toolsQuery);
  const { spec } = draft;
  const setGoal = (at: number, description: string) => {
    const goals = spec.goals.map((goal, i) => (i === at ? { ...goal, description } : goal));
    set({ spec: { ...spec, goals } });
  };
  return (
    <Section title="Goals and tools">
      <Stack gap="sm">
        {spec.goals.map((goal, i) => (
          <Textarea
            key={i}
            label={goal.title}
            autosize
            minRows={1}
            maxLength={2000}
            value={goal.description}
            error={errorAt(`/spec/goals/${i}/description`)}
            onChange={(event) => {
              setGoal(i, event.currentTarget.value);
            }}
          />
        ))}
        <Select
          label="Autonomy"
          description={AUTONOMY_TEXT[spec.autonomy]}
          data={AUTONOMY_CHOICES}
          value={spec.autonomy}
          allowDeselect={false}
          error={errorAt('/spec/autonomy')}
          onChange={(value) => {
            const autonomy = AUTONOMIES.find((one) => one === value) ?? spec.autonomy;
            set({ spec: { ...spec, autonomy, enableAutopilot: autonomy === 'autonomous' } });
          }}
        />
        <MultiSelect
          label="Tools"
          data={tools.map((tool) => tool.name)}
          value={spec.tools.allow}
          error={errorAt('/spec/tools/allow')}
          searchable
          onChange={(allow) => {
            set({ spec: { ...spec, tools: { ...spec.tools, allow } } });
          }}
        />
      </Stack>
    </Section>
  );
}

interface ScheduleProps extends DraftFieldsProps {
  /** As the server works it out; it follows the form a moment later. */
  readonly meaning: { readonly words: string; readonly nextFires: readonly string[] } | null;
  readonly timeZone: string;
}

export function ScheduleFields({ draft, set, errorAt, meaning, timeZone }: ScheduleProps) {
  const { schedule } = draft;
  if (schedule === null) {
    return (
      <Section title="Schedule">
        <Stack gap="xs" align="flex-start">
          <Text c="dimmed">No schedule: it runs when somebody or something starts it.</Text>
          <Button
            variant="default"
            size="xs"
            onClick={() => {
              set({ schedule: { cron: '0 8 * * *', timeZone } });
            }}
          >
            Add a schedule
          </Button>
        </Stack>
      </Section>
    );
  }
  const change = (part: Partial<typeof schedule>) => {
    set({ schedule: { ...schedule, ...part } });
  };
  return (
    <Section title="Schedule">
      <Stack gap="sm">
        <TextInput
          label="Cron"
          description="Minute, hour, day of the month, month, weekday."
          className="mono"
          maxLength={100}
          value={schedule.cron}
          error={errorAt('/schedule/cron')}
          onChange={(event) => {
            change({ cron: event.currentTarget.value });
          }}
        />
        <TextInput
          label="Time zone"
          maxLength={64}
          value={schedule.timeZone}
          error={errorAt('/schedule/timeZone')}
          onChange={(event) => {
            change({ timeZone: event.currentTarget.value });
          }}
        />
        {meaning === null ? null : <FireTimes {...meaning} />}
        <Text size="sm" c="dimmed">
          The schedule is kept with the agent. Schedules do not start runs by themselves yet.
        </Text>
        <div>
          <Button
            variant="default"
            size="xs"
            onClick={() => {
              set({ schedule: null });
            }}
          >
            Remove the schedule
          </Button>
        </div>
      </Stack>
    </Section>
  );
}

function FireTimes({ words, nextFires }: { readonly words: string; readonly nextFires: readonly string[] }) {
  return (
    <div>
      <Text fw={500}>{words}</Text>
      <ul className="draft-lines" aria-label="Next times">
        {nextFires.map((fire) => (
          <li key={fire}>
            <time dateTime={fire}>{localText(fire)}</time>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** As the clock on the wall of that zone shows it: the browser's own zone must not come in. */
function localText(iso: string): string {
  const day = new Date(`${iso.slice(0, 10)}T00:00:00Z`).toLocaleDateString('en-GB', {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    timeZone: 'UTC',
  });
  return `${day}, ${iso.slice(11, 16)} (UTC${iso.slice(19)})`;
}

/** What the engine enforces of a rule. */
import { MultiSelect, Select, Stack, TagsInput } from '@mantine/core';
import { TOOL_RISKS } from '../../../domain/tools/tool-facts.ts';
import type { Enforcement } from '../api/rules.ts';
import type { ToolView } from '../api/types.ts';
import { words } from '../ui/format.ts';

interface Props {
  /** The rule in words, such as "Rule 2". */
  readonly name: string;
  readonly value: Enforcement | null;
  readonly tools: readonly ToolView[];
  readonly errorAt: (pointer: string) => string | undefined;
  readonly onChange: (value: Enforcement | null) => void;
  readonly readOnly: boolean;
}

const TYPES = [
  { value: 'none', label: 'Told to the agent only' },
  { value: 'deny', label: 'Never do' },
  { value: 'require_approval', label: 'Ask a person before' },
  { value: 'block_topics', label: 'Block topics' },
  { value: 'no_pii_egress', label: 'Ask before other people’s data leaves' },
];

function fresh(type: string | null): Enforcement | null {
  if (type === 'deny' || type === 'require_approval') return { type, tools: [], risks: [] };
  if (type === 'block_topics') return { type, topics: [] };
  return type === 'no_pii_egress' ? { type } : null;
}

/** Topics say themselves what is wrong with them, all else the field of the type says. */
function ownPart(value: Enforcement | null): string {
  return value?.type === 'block_topics' ? '/type' : '';
}

export function EnforcementFields({ name, value, tools, errorAt, onChange, readOnly }: Props) {
  return (
    <Stack gap={6}>
      <Select
        label={`${name}: enforcement`}
        data={TYPES}
        value={value?.type ?? 'none'}
        allowDeselect={false}
        disabled={readOnly}
        error={errorAt(ownPart(value))}
        onChange={(type) => {
          onChange(fresh(type));
        }}
      />
      {value?.type === 'block_topics' ? (
        <TagsInput
          label={`${name}: topics`}
          placeholder="Type a topic and press Enter"
          value={value.topics}
          disabled={readOnly}
          error={errorAt('/topics')}
          onChange={(topics) => {
            onChange({ ...value, topics });
          }}
        />
      ) : null}
      {value?.type === 'deny' || value?.type === 'require_approval' ? (
        <ToolChoice name={name} value={value} tools={tools} readOnly={readOnly} onChange={onChange} />
      ) : null}
    </Stack>
  );
}

type ToolEnforcement = Extract<Enforcement, { readonly type: 'deny' | 'require_approval' }>;

/** Which tools an enforcement is about: by name, or by what they can do. */
function ToolChoice({
  name,
  value,
  tools,
  readOnly,
  onChange,
}: Pick<Props, 'name' | 'tools' | 'readOnly' | 'onChange'> & { readonly value: ToolEnforcement }) {
  return (
    <>
      <MultiSelect
        label={`${name}: tools`}
        data={tools.map((tool) => tool.name)}
        value={value.tools ?? []}
        disabled={readOnly}
        onChange={(names) => {
          onChange({ ...value, tools: names });
        }}
      />
      <MultiSelect
        label={`${name}: everything that is …`}
        data={TOOL_RISKS.map((risk) => ({ value: risk, label: words(risk) }))}
        value={value.risks ?? []}
        disabled={readOnly}
        onChange={(risks) => {
          onChange({ ...value, risks: TOOL_RISKS.filter((risk) => risks.includes(risk)) });
        }}
      />
    </>
  );
}

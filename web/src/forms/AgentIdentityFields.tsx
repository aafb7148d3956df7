import { Accordion, Select, Stack, TagsInput, Textarea, TextInput } from '@mantine/core';
import type { AgentSpec, AgentStatus } from '../api/types.ts';
import { Section } from '../components/Section.tsx';
import type { DraftProps } from './AgentForm.tsx';

const STATUS_CHOICES: readonly { readonly value: AgentStatus; readonly label: string }[] = [
  { value: 'draft', label: 'Draft – starts dry runs only' },
  { value: 'active', label: 'Active' },
  { value: 'paused', label: 'Paused – open runs finish, no new ones start' },
  { value: 'archived', label: 'Archived' },
];

export function IdentityFields({ draft, set, errorAt }: DraftProps) {
  return (
    <Section title="Identity">
      <Stack gap="sm">
        <TextInput
          label="Name"
          required
          maxLength={120}
          value={draft.name}
          error={errorAt('/name')}
          onChange={(event) => {
            set({ name: event.currentTarget.value });
          }}
        />
        <Select
          label="Status"
          data={[...STATUS_CHOICES]}
          value={draft.status}
          allowDeselect={false}
          error={errorAt('/status')}
          onChange={(status) => {
            if (status !== null) set({ status });
          }}
        />
      </Stack>
    </Section>
  );
}

type Persona = AgentSpec['persona'];
type TextName = 'displayName' | 'tone' | 'voice' | 'language' | 'signature';
type TagsName = 'traits' | 'avoid' | 'additionalLanguages';

interface Field<T> {
  readonly name: T;
  readonly label: string;
  readonly placeholder?: string;
  readonly longest?: number;
}

const FIRST: readonly Field<TextName>[] = [
  { name: 'displayName', label: 'Speaks as', placeholder: 'The name it uses for itself' },
  { name: 'tone', label: 'Tone', placeholder: 'warm, brief' },
  {
    name: 'voice',
    label: 'Voice',
    placeholder: 'Short sentences, first names, no exclamation marks',
    longest: 500,
  },
  { name: 'language', label: 'Language', placeholder: 'en' },
];
const TAGS: readonly Field<TagsName>[] = [
  { name: 'traits', label: 'Traits' },
  { name: 'avoid', label: 'Avoids' },
  { name: 'additionalLanguages', label: 'Further languages' },
];

export function PersonaFields(props: DraftProps) {
  const { draft, setSpec, errorAt } = props;
  const { persona } = draft.spec;
  const change = (part: Partial<Persona>) => {
    setSpec({ persona: { ...persona, ...part } });
  };
  return (
    <Section title="Persona">
      <Stack gap="sm">
        {FIRST.map((field) => (
          <PersonaText key={field.name} field={field} {...props} />
        ))}
        <Accordion chevronPosition="left" variant="contained">
          <Accordion.Item value="more">
            <Accordion.Control>More about the persona</Accordion.Control>
            <Accordion.Panel>
              <Stack gap="sm">
                {TAGS.map(({ name, label }) => (
                  <TagsInput
                    key={name}
                    label={label}
                    value={[...persona[name]]}
                    maxTags={20}
                    error={errorAt(`/spec/persona/${name}`)}
                    onChange={(value) => {
                      change({ [name]: value });
                    }}
                  />
                ))}
                <Textarea
                  label="Brand voice"
                  autosize
                  minRows={2}
                  maxLength={2000}
                  value={persona.brandVoice}
                  error={errorAt('/spec/persona/brandVoice')}
                  onChange={(event) => {
                    change({ brandVoice: event.currentTarget.value });
                  }}
                />
                <PersonaText field={{ name: 'signature', label: 'Signature', longest: 500 }} {...props} />
                <Textarea
                  label="Persona document (Markdown)"
                  description="A whole document about who it is. Exported as SOUL.md."
                  autosize
                  minRows={3}
                  maxRows={20}
                  value={persona.soulMd ?? ''}
                  error={errorAt('/spec/persona/soulMd')}
                  onChange={(event) => {
                    const { soulMd: _, ...rest } = persona;
                    const { value } = event.currentTarget;
                    setSpec({ persona: value === '' ? rest : { ...rest, soulMd: value } });
                  }}
                />
              </Stack>
            </Accordion.Panel>
          </Accordion.Item>
        </Accordion>
      </Stack>
    </Section>
  );
}

function PersonaText({ field, draft, setSpec, errorAt }: DraftProps & { readonly field: Field<TextName> }) {
  const { name, label, placeholder = '', longest = 200 } = field;
  const { persona } = draft.spec;
  return (
    <TextInput
      label={label}
      placeholder={placeholder}
      maxLength={longest}
      value={persona[name]}
      error={errorAt(`/spec/persona/${name}`)}
      onChange={(event) => {
        setSpec({ persona: { ...persona, [name]: event.currentTarget.value } });
      }}
    />
  );
}

/** Autonomy, and what most agents leave as it is, folded away. */
import {
  Accordion,
  MultiSelect,
  NumberInput,
  Radio,
  Select,
  Stack,
  Switch,
  TagsInput,
  Textarea,
} from '@mantine/core';
import { OBJECT_TYPES } from '../../../domain/ontology/object-types.ts';
import type { AgentSpec, ToolView } from '../api/types.ts';
import { AUTONOMY_TEXT } from '../components/AgentSections.tsx';
import { Section } from '../components/Section.tsx';
import type { DraftProps } from './AgentForm.tsx';
import { ApprovalPolicyFields } from './ApprovalPolicyFields.tsx';
import { LimitFields, ModelFields } from './AgentModelFields.tsx';
import { FaqFields } from './FaqFields.tsx';
import { OptionalNumber } from './OptionalNumber.tsx';

type Props = DraftProps & { readonly tools: readonly ToolView[] };

const HOUR_S = 3600;

export function AutonomyFields({ draft, setSpec, errorAt, tools }: Props) {
  const { autonomy, requireApprovalFor, approvalTimeoutSeconds } = draft.spec;
  return (
    <Section title="Autonomy">
      <Stack gap="sm">
        <Radio.Group
          value={autonomy}
          aria-label="Autonomy"
          onChange={(value) => {
            setSpec({ autonomy: value, enableAutopilot: value === 'autonomous' });
          }}
        >
          <Stack gap="xs">
            {Object.entries(AUTONOMY_TEXT).map(([value, text]) => (
              <Radio key={value} value={value} label={text} />
            ))}
          </Stack>
        </Radio.Group>
        <MultiSelect
          label="Always asks before using"
          data={tools.map((tool) => tool.name)}
          value={[...requireApprovalFor]}
          error={errorAt('/spec/requireApprovalFor')}
          onChange={(value) => {
            setSpec({ requireApprovalFor: value });
          }}
        />
        <NumberInput
          label="An open approval counts as rejected after (hours)"
          min={0.01}
          max={720}
          decimalScale={2}
          value={approvalTimeoutSeconds / HOUR_S}
          error={errorAt('/spec/approvalTimeoutSeconds')}
          onChange={(value) => {
            if (typeof value === 'number')
              setSpec({ approvalTimeoutSeconds: Math.max(1, Math.round(value * HOUR_S)) });
          }}
        />
      </Stack>
    </Section>
  );
}

export function MoreFields(props: Props) {
  const groups = [
    { title: 'Approval policy', fields: <ApprovalPolicyFields {...props} /> },
    { title: 'Instructions and blocked topics', fields: <InstructionFields {...props} /> },
    { title: 'Frequent questions', fields: <FaqFields {...props} /> },
    { title: 'Access to data and tools', fields: <AccessFields {...props} /> },
    { title: 'Model', fields: <ModelFields {...props} /> },
    { title: 'Limits of a run', fields: <LimitFields {...props} /> },
    { title: 'Other settings', fields: <OtherFields {...props} /> },
  ];
  return (
    <Section title="More settings" flush>
      <Accordion multiple chevronPosition="left">
        {groups.map(({ title, fields }) => (
          <Accordion.Item key={title} value={title}>
            <Accordion.Control>{title}</Accordion.Control>
            <Accordion.Panel>
              <Stack gap="sm">{fields}</Stack>
            </Accordion.Panel>
          </Accordion.Item>
        ))}
      </Accordion>
    </Section>
  );
}

function InstructionFields({ draft, setSpec, errorAt }: DraftProps) {
  return (
    <>
      <Textarea
        label="Further instructions"
        description="Added to what its kind is told."
        autosize
        minRows={3}
        maxRows={16}
        value={draft.spec.systemPrompt}
        error={errorAt('/spec/systemPrompt')}
        onChange={(event) => {
          setSpec({ systemPrompt: event.currentTarget.value });
        }}
      />
      <TagsInput
        label="Blocked topics"
        value={[...draft.spec.blockedTopics]}
        error={errorAt('/spec/blockedTopics')}
        onChange={(blockedTopics) => {
          setSpec({ blockedTopics });
        }}
      />
    </>
  );
}

function AccessFields({ draft, setSpec, errorAt, tools }: Props) {
  const { accessScope, tools: own } = draft.spec;
  return (
    <>
      {(['read', 'write'] as const).map((way) => (
        <TagsInput
          key={way}
          label={way === 'read' ? 'Types of data it may read' : 'Types of data it may change'}
          description={way === 'read' ? 'Empty: all.' : undefined}
          data={OBJECT_TYPES}
          value={[...accessScope[way]]}
          error={errorAt(`/spec/accessScope/${way}`)}
          onChange={(value) => {
            setSpec({ accessScope: { ...accessScope, [way]: value } });
          }}
        />
      ))}
      <MultiSelect
        label="Tools it may never use"
        data={tools.map((tool) => tool.name)}
        value={[...own.deny]}
        error={errorAt('/spec/tools/deny')}
        onChange={(deny) => {
          setSpec({ tools: { ...own, deny } });
        }}
      />
    </>
  );
}

const SUBTYPES = ['primary', 'sales', 'support', 'social'];

function OtherFields({ draft, setSpec, errorAt }: DraftProps) {
  const { enableReflection, maxMessagesPerDay, subtype } = draft.spec;
  return (
    <>
      <Switch
        label="Learns from what it did"
        description="Kept, but nothing reflects yet in this release."
        checked={enableReflection}
        onChange={(event) => {
          setSpec({ enableReflection: event.currentTarget.checked });
        }}
      />
      <OptionalNumber
        label="Messages a day at most"
        placeholder="no limit"
        value={maxMessagesPerDay}
        error={errorAt('/spec/maxMessagesPerDay')}
        onChange={(value) => {
          setSpec({ maxMessagesPerDay: value });
        }}
      />
      <Select
        label="Subtype"
        clearable
        data={SUBTYPES}
        value={subtype ?? null}
        onChange={(value) => {
          setSpec({ subtype: value ?? undefined } as Partial<AgentSpec>);
        }}
      />
    </>
  );
}

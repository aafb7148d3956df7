import { Button, Group, NativeSelect, Text } from '@mantine/core';
import {
  IconAlertTriangleFilled,
  IconCircleCheckFilled,
  IconCircleDashed,
  IconCircleX,
} from '@tabler/icons-react';
import { type ComponentProps, useState } from 'react';
import type { McpServerView, McpToolView } from '../api/outside.ts';
import { useOrder } from '../api/people.ts';
import { FormProblem } from '../ui/FormProblem.tsx';
import { JsonView } from '../ui/JsonView.tsx';
import { Mark } from '../ui/Mark.tsx';
import { TimeText } from '../ui/TimeText.tsx';
import { ConfirmButton } from './ConfirmButton.tsx';
import { DiffText } from './DiffText.tsx';
import { useActorName } from './use-actor-name.ts';

const SAYS_NOTHING = 'It says nothing of itself.';

interface Props {
  readonly serverId: string;
  readonly tool: McpToolView;
  readonly obstacle: string | undefined;
}

type MarkProps = ComponentProps<typeof Mark>;

const STATES: Readonly<Record<McpToolView['state'], MarkProps>> = {
  new: { word: 'not approved: no agent is offered it', shape: IconCircleDashed, tone: 'idle' },
  approved: { word: 'approved', shape: IconCircleCheckFilled, tone: 'ok' },
  changed: {
    word: 'changed since it was approved: no agent is offered it',
    shape: IconAlertTriangleFilled,
    tone: 'wait',
  },
  gone: { word: 'no longer on the server', shape: IconCircleX, tone: 'idle' },
};

/** What a tool does to the world, as people choose it; effect and risk go together. */
const FACTS = [
  { value: 'at_most_once/send', label: 'Sends or acts; never repeated by itself' },
  { value: 'idempotent/write', label: 'Writes; may be repeated' },
  { value: 'at_most_once/write', label: 'Writes; never repeated by itself' },
  { value: 'at_most_once/destructive', label: 'Destroys; an owner is asked' },
  { value: 'at_most_once/financial', label: 'Costs money; a person is asked' },
  { value: 'pure/read', label: 'Only reads' },
];

export function McpToolRow({ serverId, tool, obstacle }: Props) {
  return (
    <li className="pad">
      <Text fw={600} className="mono">
        {tool.toolName}
      </Text>
      <Text size="sm" c="dimmed" className="tool-state">
        <Mark {...STATES[tool.state]} />
        {tool.approvedBy === null ? null : <ApprovedBy tool={tool} by={tool.approvedBy} />}
      </Text>
      <Words tool={tool} />
      {obstacle === undefined && tool.state !== 'gone' ? (
        <ToolApproval serverId={serverId} tool={tool} />
      ) : null}
    </li>
  );
}

/** What it says of itself; where that has changed, against what was approved. */
function Words({ tool: { name, description, inputSchema, approvedWords } }: Pick<Props, 'tool'>) {
  const isSame = approvedWords === null || approvedWords.description === description;
  const before = schemaText(approvedWords?.inputSchema);
  const after = schemaText(inputSchema);
  return (
    <>
      {isSame ? (
        <Text size="sm" mt={4} style={{ whiteSpace: 'pre-wrap' }}>
          {description === '' ? SAYS_NOTHING : description}
        </Text>
      ) : (
        <Changed what="description" before={approvedWords.description} after={description} />
      )}
      {approvedWords === null || before === after ? (
        <details>
          <summary>What it takes</summary>
          <JsonView value={inputSchema} name={`Arguments of ${name}`} />
        </details>
      ) : (
        <Changed what="arguments" before={before} after={after} />
      )}
    </>
  );
}

interface ChangedProps {
  readonly what: string;
  readonly before: string;
  readonly after: string;
}

function Changed({ what, before, after }: ChangedProps) {
  const title = `Its ${what}, as approved and as it is now`;
  return (
    <div className="diff" role="group" aria-label={title}>
      <Text size="xs" c="dimmed">
        {title}
      </Text>
      <p className="plain-text diff-text">
        <DiffText before={before} after={after} />
      </p>
    </div>
  );
}

function schemaText(schema: unknown): string {
  return schema === undefined ? '' : JSON.stringify(schema, null, 2);
}

function ApprovedBy({ tool, by }: { readonly tool: McpToolView; readonly by: string }) {
  const nameOf = useActorName();
  return (
    <>
      {tool.state === 'approved' ? ' by ' : ', last by '}
      {nameOf(by)}
      {tool.approvedAt === null ? null : (
        <>
          , <TimeText iso={tool.approvedAt} />
        </>
      )}
    </>
  );
}

function ToolApproval({ serverId, tool }: Omit<Props, 'obstacle'>) {
  const path = `/v1/mcp-servers/${serverId}/tools/${tool.id}`;
  const kept = `${tool.effect}/${tool.risk}`;
  const [facts, setFacts] = useState(kept);
  const approve = useOrder<object, McpServerView>(path, { method: 'PUT', refresh: 'mcp-servers' });
  const withdraw = useOrder<never, McpServerView>(path, { method: 'DELETE', refresh: 'mcp-servers' });
  const isKnown = FACTS.some(({ value }) => value === kept);
  return (
    <>
      <Group gap="xs" mt="xs" align="end">
        <NativeSelect
          size="xs"
          label={`What ${tool.name} does`}
          value={facts}
          data={isKnown ? FACTS : [...FACTS, { value: kept, label: kept }]}
          onChange={(event) => {
            setFacts(event.currentTarget.value);
          }}
        />
        <Button
          size="xs"
          loading={approve.isPending}
          disabled={tool.state === 'approved' && facts === kept}
          onClick={() => {
            const [effect, risk] = facts.split('/');
            approve.mutate({ hash: tool.hash, effect, risk });
          }}
        >
          {tool.state === 'approved' ? 'Save' : 'Approve these words'}
        </Button>
        {tool.state === 'new' ? null : (
          <ConfirmButton
            label="Withdraw"
            question={`Withdraw “${tool.name}”? Agents are not offered it any more.`}
            loading={withdraw.isPending}
            onConfirm={() => {
              withdraw.mutate(undefined);
            }}
          />
        )}
      </Group>
      <FormProblem title="Nothing was changed" error={approve.error ?? withdraw.error} />
    </>
  );
}

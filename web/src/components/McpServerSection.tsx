import { Button, Group, Text } from '@mantine/core';
import type { McpServerView } from '../api/outside.ts';
import { useOrder } from '../api/people.ts';
import { plural } from '../ui/format.ts';
import { FormProblem } from '../ui/FormProblem.tsx';
import { TimeText } from '../ui/TimeText.tsx';
import { ConfirmButton } from './ConfirmButton.tsx';
import { McpToolRow } from './McpToolRow.tsx';
import { Section } from './Section.tsx';

interface Props {
  readonly server: McpServerView;
  readonly obstacle: string | undefined;
}

export function McpServerSection({ server, obstacle }: Props) {
  const path = `/v1/mcp-servers/${server.id}`;
  const refresh = useOrder<never, McpServerView>(`${path}/refresh`, { refresh: 'mcp-servers' });
  const remove = useOrder<never, McpServerView>(path, { method: 'DELETE', refresh: 'mcp-servers' });
  return (
    <Section title={server.name} flush>
      <Group justify="space-between" gap="sm" p="md">
        <div>
          <Text size="sm" className="mono">
            {server.url}
          </Text>
          <Text size="sm" c="dimmed">
            <StateText server={server} />
          </Text>
        </div>
        {obstacle === undefined ? (
          <Group gap="xs">
            <Button
              size="xs"
              variant="default"
              loading={refresh.isPending || server.state === 'reading'}
              onClick={() => {
                refresh.mutate(undefined);
              }}
            >
              Read again
            </Button>
            <ConfirmButton
              label="Remove"
              question={`Remove “${server.name}”? Agents lose its ${plural(server.tools.length, 'tool')} at once.`}
              loading={remove.isPending}
              onConfirm={() => {
                remove.mutate(undefined);
              }}
            />
          </Group>
        ) : null}
      </Group>
      <FormProblem title="Nothing was changed" error={refresh.error ?? remove.error} />
      <ul className="rows">
        {server.tools.map((tool) => (
          <McpToolRow key={tool.id} serverId={server.id} tool={tool} obstacle={obstacle} />
        ))}
      </ul>
    </Section>
  );
}

function StateText({
  server: { state, problem, readAt, leftOut, tools },
}: {
  readonly server: McpServerView;
}) {
  if (state === 'reading') return <>Its tools are being read …</>;
  if (state === 'failed') return <>Could not be read: {problem}</>;
  return (
    <>
      {plural(tools.length, 'tool')}
      {leftOut > 0 ? `, ${leftOut} more left out for their names or length` : ''}
      {readAt === null ? null : (
        <>
          , read <TimeText iso={readAt} />
        </>
      )}
    </>
  );
}

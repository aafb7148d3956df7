import { Button, Group, Kbd, Stack, Text, Textarea } from '@mantine/core';
import { IconBan, IconCheck, IconPencil } from '@tabler/icons-react';
import type { ApprovalView } from '../api/types.ts';
import { useObstacle } from '../components/use-permission.ts';

export type DecisionMode = 'read' | 'edit' | 'reject';

interface Props {
  readonly approval: ApprovalView;
  readonly mode: DecisionMode;
  readonly sending: boolean;
  readonly ready: boolean;
  readonly onMode: (mode: DecisionMode) => void;
}

export function DecisionButtons({ approval, mode, sending, ready, onMode }: Props) {
  const obstacle = useObstacle('approvals:decide');
  const barred = { disabled: obstacle !== undefined, title: obstacle };
  return (
    <Stack gap="xs">
      <Text size="sm" c="dimmed">
        {consequence(approval, mode)}
      </Text>
      <Group gap="sm">
        <Button
          type="submit"
          data-approve
          loading={sending}
          color={mode === 'reject' ? 'red' : 'tide'}
          leftSection={mode === 'reject' ? <IconBan size={16} /> : <IconCheck size={16} />}
          {...barred}
          {...(ready ? {} : { disabled: true })}
        >
          {SUBMIT[mode]}
        </Button>
        {mode === 'read' ? (
          <>
            <Button
              variant="default"
              leftSection={<IconPencil size={16} />}
              onClick={() => {
                onMode('edit');
              }}
              {...barred}
            >
              Edit
            </Button>
            <Button
              variant="default"
              leftSection={<IconBan size={16} />}
              onClick={() => {
                onMode('reject');
              }}
              {...barred}
            >
              Reject
            </Button>
            <Text size="xs" c="dimmed" visibleFrom="sm">
              <Kbd>a</Kbd> <Kbd>e</Kbd> <Kbd>r</Kbd>
            </Text>
          </>
        ) : (
          <Button
            variant="default"
            onClick={() => {
              onMode('read');
            }}
          >
            Back
          </Button>
        )}
      </Group>
      {obstacle === undefined ? null : <Text size="sm">{obstacle}.</Text>}
    </Stack>
  );
}

export function RejectFields({
  reason,
  onChange,
}: {
  readonly reason: string;
  readonly onChange: (reason: string) => void;
}) {
  return (
    <Textarea
      label="Reason"
      description="The agent reads it and may try another way."
      required
      autosize
      minRows={2}
      maxLength={2000}
      value={reason}
      onChange={(event) => {
        onChange(event.currentTarget.value);
      }}
    />
  );
}

const SUBMIT: Readonly<Record<DecisionMode, string>> = {
  read: 'Approve',
  edit: 'Approve with changes',
  reject: 'Reject',
};

function consequence({ toolName, subject }: ApprovalView, mode: DecisionMode): string {
  if (mode === 'reject') return `${toolName} is not carried out. The run goes on with your reason.`;
  if (mode === 'edit')
    return `${toolName} is carried out once with your arguments; the agent sees what was really done.`;
  if (subject === 'effect_unknown')
    return `Approve: ${toolName} is carried out again, which may do it twice. Reject: it is left as it is.`;
  return `Approve: ${toolName} is carried out once with exactly these arguments. Reject: it is not, and the agent learns why.`;
}

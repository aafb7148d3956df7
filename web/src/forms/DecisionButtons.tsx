import { Button, Group, Kbd, Stack, Text, Textarea } from '@mantine/core';
import { IconBan, IconCheck, IconPencil } from '@tabler/icons-react';
import type { ApprovalView } from '../api/types.ts';
import { useObstacleTo } from '../components/approvals/use-decider.ts';
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
  const { approve, reject } = useBars(approval);
  const current = mode === 'reject' ? reject : approve;
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
          {...current}
          {...(ready ? {} : { disabled: true })}
        >
          {SUBMIT[mode]}
        </Button>
        {mode === 'read' ? (
          <>
            {approval.subject === 'effect_unknown' ? null : (
              <Button
                variant="default"
                leftSection={<IconPencil size={16} />}
                onClick={() => {
                  onMode('edit');
                }}
                {...approve}
              >
                Edit
              </Button>
            )}
            <Button
              variant="default"
              leftSection={<IconBan size={16} />}
              onClick={() => {
                onMode('reject');
              }}
              {...reject}
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
      {current.title === undefined ? null : <Text size="sm">{current.title}</Text>}
    </Stack>
  );
}

/** What stands in the way of approving (and editing), and of rejecting. */
function useBars(approval: ApprovalView) {
  const lacking = useObstacle('approvals:decide');
  const toApprove = useObstacleTo('approve', approval);
  const toReject = useObstacleTo('reject', approval);
  const bar = (why: string | undefined) => ({ disabled: why !== undefined, title: why });
  const scope = lacking === undefined ? undefined : `${lacking}.`;
  return { approve: bar(scope ?? toApprove?.detail), reject: bar(scope ?? toReject?.detail) };
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

function consequence({ toolName, subject, policy, firstApproval }: ApprovalView, mode: DecisionMode): string {
  if (mode === 'reject') return `${toolName} is not carried out. The run goes on with your reason.`;
  if (mode === 'edit')
    return `${toolName} is carried out once with your arguments; the agent sees what was really done.`;
  if (policy.fourEyes && firstApproval === null)
    return `Two people must approve. Yours is the first: ${toolName} is carried out when somebody else approves, too.`;
  if (subject === 'effect_unknown')
    return `Approve: ${toolName} is carried out again, which may do it twice. Reject: it is left as it is.`;
  return `Approve: ${toolName} is carried out once with exactly these arguments. Reject: it is not, and the agent learns why.`;
}

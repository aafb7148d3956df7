/** Decides several requests at once, after one has seen how many and confirmed. */
import { Alert, Button, Group, Modal, Stack, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useDecideMany } from '../../api/mutations.ts';
import type { ApprovalView } from '../../api/types.ts';
import { plural } from '../../ui/format.ts';
import { FormProblem } from '../../ui/FormProblem.tsx';
import { proposedOf } from './proposed.ts';

interface Props {
  readonly chosen: readonly ApprovalView[];
  readonly onClear: () => void;
}

type Decision = 'approve' | 'reject';

export function BatchBar({ chosen, onClear }: Props) {
  const [asking, setAsking] = useState<Decision>();
  const [notTaken, setNotTaken] = useState<readonly string[]>([]);
  if (chosen.length === 0 && notTaken.length === 0) return null;
  return (
    <div className="panel batch-bar" role="region" aria-label="Chosen requests">
      {notTaken.length === 0 ? null : (
        <Alert
          color="yellow"
          variant="outline"
          className="notice"
          title={`${plural(notTaken.length, 'decision was', 'decisions were')} not taken`}
        >
          {notTaken.map((line) => (
            <Text key={line} size="sm">
              {line}
            </Text>
          ))}
        </Alert>
      )}
      <Group gap="xs">
        <Text size="sm" className="num">
          {plural(chosen.length, 'request')} chosen
        </Text>
        <Button
          size="xs"
          disabled={chosen.length === 0}
          onClick={() => {
            setAsking('approve');
          }}
        >
          Approve…
        </Button>
        <Button
          size="xs"
          variant="default"
          disabled={chosen.length === 0}
          onClick={() => {
            setAsking('reject');
          }}
        >
          Reject…
        </Button>
        <Button
          size="xs"
          variant="subtle"
          onClick={() => {
            setNotTaken([]);
            onClear();
          }}
        >
          Clear
        </Button>
      </Group>
      {asking === undefined ? null : (
        <Confirm
          decision={asking}
          chosen={chosen}
          onClose={() => {
            setAsking(undefined);
          }}
          onDone={(refused) => {
            setAsking(undefined);
            setNotTaken(refused);
            onClear();
          }}
        />
      )}
    </div>
  );
}

interface ConfirmProps {
  readonly decision: Decision;
  readonly chosen: readonly ApprovalView[];
  readonly onClose: () => void;
  readonly onDone: (refused: readonly string[]) => void;
}

function Confirm({ decision, chosen, onClose, onDone }: ConfirmProps) {
  const [reason, setReason] = useState('');
  const decide = useDecideMany();
  const isReject = decision === 'reject';
  const submit = async () => {
    const decisions = chosen.map((approval) => ({
      approvalId: approval.id,
      decision,
      argumentsHash: proposedOf(approval).argumentsHash,
      ...(isReject ? { reason } : {}),
    }));
    const results = await decide.mutateAsync(decisions).catch(() => undefined);
    if (results === undefined) return;
    onDone(
      results.flatMap(({ approvalId, error }) => {
        const toolName = chosen.find(({ id }) => id === approvalId)?.toolName ?? approvalId;
        return error === null ? [] : [`${toolName}: ${error.detail}`];
      }),
    );
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={`${isReject ? 'Reject' : 'Approve'} ${plural(chosen.length, 'request')}?`}
    >
      <form
        aria-label="Decide together"
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <Stack gap="sm">
          <ul className="batch-list">
            {chosen.map((approval) => (
              <li key={approval.id}>
                <span className="mono">{approval.toolName}</span> · {approval.agentName}
                <code className="batch-arguments">{JSON.stringify(proposedOf(approval).args)}</code>
              </li>
            ))}
          </ul>
          {isReject ? (
            <Textarea
              label="Reason"
              description="Each agent reads it."
              required
              autosize
              minRows={2}
              maxLength={2000}
              value={reason}
              onChange={(event) => {
                setReason(event.currentTarget.value);
              }}
            />
          ) : (
            <Text size="sm">Each is carried out once, with exactly the arguments that it shows.</Text>
          )}
          <FormProblem title="Nothing was decided" error={decide.error} />
          <Group>
            <Button
              type="submit"
              color={isReject ? 'red' : 'tide'}
              loading={decide.isPending}
              disabled={isReject && reason.trim() === ''}
            >
              {isReject ? 'Reject all' : 'Approve all'}
            </Button>
            <Button variant="default" onClick={onClose}>
              Back
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

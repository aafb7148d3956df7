import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPlayerStop } from '@tabler/icons-react';
import { isFinal } from '../../../domain/run/run-status.ts';
import { useCancelRun } from '../api/mutations.ts';
import type { RunView } from '../api/types.ts';
import { plural } from '../ui/format.ts';
import { ErrorNotice } from './QueryView.tsx';
import { useObstacle } from './use-permission.ts';

export function CancelRun({ run }: { readonly run: RunView }) {
  const [asking, dialog] = useDisclosure(false);
  const cancel = useCancelRun(run.id);
  const obstacle = useObstacle('runs:write');
  if (isFinal(run.status)) return null;
  const confirm = () => {
    cancel.mutate(undefined, { onSuccess: dialog.close });
  };
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconPlayerStop size={16} />}
        onClick={dialog.open}
        disabled={obstacle !== undefined}
        title={obstacle}
      >
        Cancel run
      </Button>
      <Modal
        opened={asking}
        onClose={dialog.close}
        title="Cancel this run?"
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        <Stack gap="md">
          <Text>
            “{run.agentName}” stops within seconds and gives no answer. What it has done so far (
            {plural(run.toolCalls, 'tool call')}) stays done, and this timeline is kept.
          </Text>
          {cancel.error === null ? null : (
            <ErrorNotice error={cancel.error} title="The run was not cancelled" />
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={dialog.close}>
              Let it run
            </Button>
            <Button color="red" onClick={confirm} loading={cancel.isPending}>
              Cancel run
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}

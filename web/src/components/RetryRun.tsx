import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconRefresh } from '@tabler/icons-react';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { useRetryRun } from '../api/run-control.ts';
import type { RunView } from '../api/types.ts';
import { paths } from '../paths.ts';
import { useObstacle } from './use-permission.ts';

const ENDED_BADLY: readonly string[] = ['failed', 'cancelled', 'rejected'];

/** Starts a run that ended without an answer once more, and opens the new one. */
export function RetryRun({ run }: { readonly run: RunView }) {
  const [idempotencyKey, setKey] = useState(() => crypto.randomUUID());
  const retry = useRetryRun(run.id);
  const navigate = useNavigate();
  const obstacle = useObstacle('runs:write');
  if (!ENDED_BADLY.includes(run.status)) return null;
  const submit = async () => {
    try {
      const { agentId, id } = await retry.mutateAsync({ idempotencyKey });
      void navigate(paths.run(agentId, id));
    } catch (error) {
      // What was refused may be possible later: that is another request.
      setKey(crypto.randomUUID());
      const message = error instanceof Error ? error.message : String(error);
      notifications.show({ color: 'red', title: 'The run was not retried', message });
    }
  };
  return (
    <Button
      variant="default"
      leftSection={<IconRefresh size={16} />}
      onClick={() => void submit()}
      loading={retry.isPending}
      disabled={obstacle !== undefined}
      title={obstacle ?? 'A new run with the same input, on the current version'}
    >
      Retry
    </Button>
  );
}

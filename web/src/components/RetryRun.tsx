import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { IconRefresh } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { toolsQuery } from '../api/queries.ts';
import { useRetryRun } from '../api/run-control.ts';
import type { RunView, ToolView } from '../api/types.ts';
import { paths } from '../paths.ts';
import { plural } from '../ui/format.ts';
import { callsMade, type Timeline } from './timeline/timeline-model.ts';
import { useObstacle } from './use-permission.ts';

const ENDED_BADLY: readonly string[] = ['failed', 'cancelled', 'rejected'];

interface Props {
  readonly run: RunView;
  readonly timeline: Timeline;
  /** Not all of the timeline is there yet. */
  readonly isLoading: boolean;
}

/** Starts a run that ended without an answer once more, and opens the new one. */
export function RetryRun({ run, timeline, isLoading }: Props) {
  const [asking, dialog] = useDisclosure(false);
  const { data: tools, isPending } = useQuery(toolsQuery);
  const effects = effectsOf(run, timeline, tools);
  const retry = useRetryAndOpen(run);
  const obstacle = useObstacle('runs:write');
  if (!ENDED_BADLY.includes(run.status)) return null;
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconRefresh size={16} />}
        onClick={effects.length > 0 ? dialog.open : retry.submit}
        loading={retry.isPending || isLoading || isPending}
        disabled={obstacle !== undefined}
        title={obstacle ?? 'A new run with the same input, on the current version'}
      >
        Retry
      </Button>
      <Modal
        opened={asking}
        onClose={dialog.close}
        title="Retry from the beginning?"
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        <Stack gap="md">
          <Text>
            This run has already carried out {effects.join(', ')}. That stays done, and the retry may do it
            again.
          </Text>
          <Group justify="flex-end">
            <Button variant="default" onClick={dialog.close}>
              Leave it
            </Button>
            <Button onClick={retry.submit} loading={retry.isPending}>
              Retry all the same
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}

/** What the run has changed in the world, such as `send_message (2 times)`. */
function effectsOf(
  { dryRun }: RunView,
  timeline: Timeline,
  tools: readonly ToolView[] | undefined,
): readonly string[] {
  if (dryRun) return [];
  const counts = new Map<string, number>();
  for (const { log } of callsMade(timeline)) {
    const { toolName } = log.entry;
    // A tool that is no longer there may have done anything.
    const isPure = tools?.find(({ name }) => name === toolName)?.effect === 'pure';
    if (!isPure) counts.set(toolName, (counts.get(toolName) ?? 0) + 1);
  }
  return [...counts].map(([tool, count]) => `${tool} (${plural(count, 'time')})`);
}

function useRetryAndOpen({ id }: RunView) {
  const [idempotencyKey, setKey] = useState(() => crypto.randomUUID());
  const retry = useRetryRun(id);
  const navigate = useNavigate();
  const start = async () => {
    try {
      const { agentId, id: newId } = await retry.mutateAsync({ idempotencyKey });
      void navigate(paths.run(agentId, newId));
    } catch (error) {
      // What was refused may be possible later: that is another request.
      setKey(crypto.randomUUID());
      const message = error instanceof Error ? error.message : String(error);
      notifications.show({ color: 'red', title: 'The run was not retried', message });
    }
  };
  return { isPending: retry.isPending, submit: () => void start() };
}

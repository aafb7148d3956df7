/** "What if": asks for the version, starts a dry run that goes on anew from one turn, and opens it. */
import { Button, Group, Modal, Select, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconArrowFork } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { versionsQuery } from '../api/agent-queries.ts';
import { useReplayRun } from '../api/run-control.ts';
import type { RunView } from '../api/types.ts';
import { paths } from '../paths.ts';
import { ErrorNotice } from './QueryView.tsx';
import { useObstacle } from './use-permission.ts';

interface Props {
  readonly run: RunView;
  readonly turn: number;
}

export function ReplayTurn(props: Props) {
  const [asking, dialog] = useDisclosure(false);
  const obstacle = useObstacle('runs:write');
  return (
    <div className="turn-foot">
      <Button
        size="compact-xs"
        variant="subtle"
        leftSection={<IconArrowFork size={14} />}
        onClick={dialog.open}
        disabled={obstacle !== undefined}
        title={obstacle}
        aria-label={`Replay from here, turn ${String(props.turn)}`}
      >
        Replay from here
      </Button>
      <Modal
        opened={asking}
        onClose={dialog.close}
        title={`Replay from turn ${String(props.turn)}`}
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        <ReplayForm {...props} onClose={dialog.close} />
      </Modal>
    </div>
  );
}

const SAME = 'same';

function ReplayForm({ run, turn, onClose }: Props & { readonly onClose: () => void }) {
  const [version, setVersion] = useState(SAME);
  const versions = useInfiniteQuery(versionsQuery(run.agentId));
  const replay = useReplayRun(run.id);
  const navigate = useNavigate();
  const others = (versions.data?.pages ?? []).flatMap((page) => page.data);
  const choices = others
    .filter(({ id }) => id !== run.agentVersionId)
    .map(({ id, number, title }) => ({ value: id, label: `v${String(number)} · ${title}` }));
  const submit = async () => {
    const agentVersionId = version === SAME ? undefined : version;
    const started = await replay.mutateAsync({ fromTurn: turn, agentVersionId }).catch(() => undefined);
    if (started !== undefined) void navigate(paths.run(started.agentId, started.id));
  };
  return (
    <Stack gap="md">
      <Text size="sm">
        {turn === 1
          ? 'The whole run is asked anew. '
          : 'What happened before this turn is taken over as it was. '}
        Calls that this run made are answered as they were then, other reading is done, and nothing else is:
        it is a dry run.
      </Text>
      <Select
        label="Version"
        data={[{ value: SAME, label: 'The version of this run' }, ...choices]}
        value={version}
        allowDeselect={false}
        onChange={(value) => {
          if (value !== null) setVersion(value);
        }}
      />
      {replay.error === null ? null : <ErrorNotice error={replay.error} title="The replay was not started" />}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          Close
        </Button>
        <Button onClick={() => void submit()} loading={replay.isPending}>
          Start the replay
        </Button>
      </Group>
    </Stack>
  );
}

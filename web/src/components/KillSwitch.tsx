/** The kill switch of an agent or of the organization: asks before it stops everything, and says when it did. */
import { Alert, Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPower } from '@tabler/icons-react';
import type { Permission } from '../../../domain/access/permissions.ts';
import { type Switch, useKillSwitch } from '../api/run-control.ts';
import type { AgentView } from '../api/types.ts';
import { TimeText } from '../ui/TimeText.tsx';
import { ErrorNotice } from './QueryView.tsx';
import { useActorName } from './use-actor-name.ts';
import { useObstacle } from './use-permission.ts';

interface Props {
  readonly of: Switch;
  /** What is stopped, such as “Support” or “all agents”. */
  readonly what: string;
}

const permissionFor = (of: Switch): Permission =>
  of === 'organization' ? 'organization:write' : 'agents:write';

export function KillButton({ of, what }: Props) {
  const [asking, dialog] = useDisclosure(false);
  const kill = useKillSwitch(of);
  const obstacle = useObstacle(permissionFor(of));
  const confirm = () => {
    kill.mutate('kill', { onSuccess: dialog.close });
  };
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconPower size={16} />}
        onClick={dialog.open}
        disabled={obstacle !== undefined}
        title={obstacle}
      >
        Stop {what} now
      </Button>
      <Modal
        opened={asking}
        onClose={dialog.close}
        title={`Stop ${what} now?`}
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        <Stack gap="md">
          <Text>
            All open runs of {what} end as cancelled within seconds: those at work, those that wait and their
            open approvals. What they have done so far stays done. No new run starts until you release the
            switch.
          </Text>
          {kill.error === null ? null : <ErrorNotice error={kill.error} title="Nothing was stopped" />}
          <Group justify="flex-end">
            <Button variant="default" onClick={dialog.close}>
              Let them run
            </Button>
            <Button color="red.9" onClick={confirm} loading={kill.isPending}>
              Stop {what}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}

/** Shown while the switch is on. */
export function KilledNotice({ of, what, killed }: Props & { readonly killed: AgentView['killed'] }) {
  const release = useKillSwitch(of);
  const obstacle = useObstacle(permissionFor(of));
  const nameOf = useActorName();
  if (killed === null) return null;
  return (
    <Alert
      role="status"
      color="red"
      variant="outline"
      className="notice"
      data-tone="bad"
      mb="md"
      icon={<IconPower />}
      title={`The kill switch is on: ${what} ${of === 'organization' ? 'are' : 'is'} stopped`}
    >
      <Stack gap="sm" align="flex-start">
        <Text size="sm">
          By {nameOf(killed.by)}, <TimeText iso={killed.at} />. No run starts. Runs that were cancelled can be
          retried once it is released.
        </Text>
        {release.error === null ? null : (
          <ErrorNotice error={release.error} title="The kill switch was not released" />
        )}
        <Button
          size="xs"
          variant="default"
          loading={release.isPending}
          disabled={obstacle !== undefined}
          title={obstacle}
          onClick={() => {
            release.mutate('resume');
          }}
        >
          Release the kill switch
        </Button>
      </Stack>
    </Alert>
  );
}

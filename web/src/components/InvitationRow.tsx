import { Group, Text } from '@mantine/core';
import { type InvitationView, useOrder } from '../api/people.ts';
import { FormProblem } from '../ui/FormProblem.tsx';
import { TimeText } from '../ui/TimeText.tsx';
import { ConfirmButton } from './ConfirmButton.tsx';

interface Props {
  readonly invitation: InvitationView;
  readonly obstacle: string | undefined;
}

export function InvitationRow({ invitation, obstacle }: Props) {
  const revoke = useOrder<never, InvitationView>(`/v1/invitations/${invitation.id}`, {
    method: 'DELETE',
    refresh: 'invitations',
  });
  return (
    <li className="pad">
      <Group justify="space-between" gap="sm">
        <div>
          <Text fw={600}>{invitation.email}</Text>
          <Text size="sm" c="dimmed">
            as {invitation.role}, until <TimeText iso={invitation.expiresAt} />
          </Text>
        </div>
        {obstacle === undefined ? (
          <ConfirmButton
            label="Withdraw"
            question={`Withdraw the invitation of ${invitation.email}? Its link stops working.`}
            loading={revoke.isPending}
            onConfirm={() => {
              revoke.mutate(undefined);
            }}
          />
        ) : null}
      </Group>
      <FormProblem title="Nothing was changed" error={revoke.error} />
    </li>
  );
}

import { Group, NativeSelect, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { ROLES } from '../../../domain/access/permissions.ts';
import { type MemberView, meQuery, ROLE_TEXTS, useOrder } from '../api/people.ts';
import { FormProblem } from '../ui/FormProblem.tsx';
import { ConfirmButton } from './ConfirmButton.tsx';

interface Props {
  readonly member: MemberView;
  /** Why the roles cannot be changed. */
  readonly obstacle: string | undefined;
}

export function MemberRow({ member, obstacle }: Props) {
  const { data: me } = useQuery(meQuery);
  const path = `/v1/members/${member.id}`;
  const change = useOrder<{ role: string }, MemberView>(path, { method: 'PATCH', refresh: 'members' });
  const remove = useOrder<never, MemberView>(path, { method: 'DELETE', refresh: 'members' });
  const isMe = me?.person.id === member.personId;
  return (
    <li className="pad">
      <Group justify="space-between" gap="sm">
        <div>
          <Text fw={600}>
            {member.name}
            {isMe ? ' (you)' : ''}
          </Text>
          <Text size="sm" c="dimmed">
            {member.email}
          </Text>
        </div>
        {obstacle === undefined ? (
          <Group gap="xs">
            <NativeSelect
              aria-label={`Role of ${member.name}`}
              value={member.role}
              disabled={change.isPending}
              data={ROLES.map((role) => ({ value: role, label: ROLE_TEXTS[role] }))}
              onChange={(event) => {
                change.mutate({ role: event.currentTarget.value });
              }}
            />
            <ConfirmButton
              label="Remove"
              question={`Remove ${member.name}? Their API keys stop at once.`}
              loading={remove.isPending}
              onConfirm={() => {
                remove.mutate(undefined);
              }}
            />
          </Group>
        ) : (
          <Text size="sm">{ROLE_TEXTS[member.role]}</Text>
        )}
      </Group>
      <FormProblem title="Nothing was changed" error={change.error ?? remove.error} />
    </li>
  );
}

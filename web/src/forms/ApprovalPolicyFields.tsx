/** Who decides on the agent's calls, and what happens while nobody does. */
import { MultiSelect, Stack, Switch, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { permissionsOf } from '../../../domain/access/permissions.ts';
import { DECIDING_ROLES } from '../../../domain/approval/approval-policy.ts';
import { membersQuery } from '../api/people.ts';
import type { AgentSpec } from '../api/types.ts';
import { label } from '../ui/format.ts';
import type { DraftProps } from './AgentForm.tsx';
import { OptionalNumber } from './OptionalNumber.tsx';

type Policy = AgentSpec['approvalPolicy'];

const MINUTE_S = 60;
const ROLES = DECIDING_ROLES.map((role) => ({ value: role, label: `${label(role)}s` }));

export function ApprovalPolicyFields({ draft, setSpec, errorAt }: DraftProps) {
  const policy = draft.spec.approvalPolicy;
  const set = (change: Partial<Record<keyof Policy, unknown>>) => {
    const next = Object.entries({ ...policy, ...change }).filter(([, value]) => value !== undefined);
    setSpec({ approvalPolicy: Object.fromEntries(next) as Policy });
  };
  const error = (name: string) => errorAt(`/spec/approvalPolicy/${name}`);
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed">
        Destructive actions are decided by owners, whatever stands here. Requests that wait keep the policy
        they began with.
      </Text>
      <MultiSelect
        label="Roles that may decide"
        placeholder={
          policy.roles.length + policy.memberIds.length === 0 ? 'Everybody who may decide approvals' : ''
        }
        data={ROLES}
        value={[...policy.roles]}
        error={error('roles')}
        onChange={(roles) => {
          set({ roles });
        }}
      />
      <NamedMembers policy={policy} error={error('memberIds')} onChange={(memberIds) => set({ memberIds })} />
      <Switch
        label="Two different people must approve"
        description="Neither is who started the run. One rejection is enough."
        checked={policy.fourEyes}
        onChange={(event) => {
          set({ fourEyes: event.currentTarget.checked });
        }}
      />
      <Minutes
        label="Remind after (minutes)"
        placeholder="no reminder"
        seconds={policy.remindAfterSeconds}
        error={error('remindAfterSeconds')}
        onChange={(remindAfterSeconds) => {
          set({ remindAfterSeconds });
        }}
      />
      <Minutes
        label="Escalate after (minutes)"
        placeholder="no escalation"
        seconds={policy.escalateAfterSeconds}
        error={error('escalateAfterSeconds')}
        onChange={(escalateAfterSeconds) => {
          set({
            escalateAfterSeconds,
            ...(escalateAfterSeconds === undefined ? { escalateToRoles: [] } : {}),
          });
        }}
      />
      {policy.escalateAfterSeconds === undefined ? null : (
        <MultiSelect
          label="Roles that may then decide, too"
          placeholder={policy.escalateToRoles.length === 0 ? 'Owners' : ''}
          data={ROLES}
          value={[...policy.escalateToRoles]}
          error={error('escalateToRoles')}
          onChange={(escalateToRoles) => {
            set({ escalateToRoles });
          }}
        />
      )}
    </Stack>
  );
}

interface MembersProps {
  readonly policy: Policy;
  readonly error: string | undefined;
  readonly onChange: (memberIds: string[]) => void;
}

function NamedMembers({ policy, error, onChange }: MembersProps) {
  const { data } = useInfiniteQuery({ ...membersQuery, staleTime: 60_000, retry: false });
  const members = data?.pages.flatMap((page) => page.data) ?? [];
  const able = members.filter(({ role }) => permissionsOf(role).includes('approvals:decide'));
  const gone = policy.memberIds.filter((id) => !able.some((member) => member.id === id));
  return (
    <MultiSelect
      label="Members that may decide beside them"
      searchable
      data={[
        ...able.map(({ id, name, email }) => ({ value: id, label: `${name} (${email})` })),
        ...gone.map((id) => ({ value: id, label: 'somebody who may not decide any more' })),
      ]}
      value={[...policy.memberIds]}
      error={error}
      onChange={onChange}
    />
  );
}

interface MinutesProps {
  readonly label: string;
  readonly placeholder: string;
  readonly seconds: number | undefined;
  readonly error: string | undefined;
  readonly onChange: (seconds: number | undefined) => void;
}

function Minutes({ seconds, onChange, ...rest }: MinutesProps) {
  return (
    <OptionalNumber
      {...rest}
      min={0.02}
      value={seconds === undefined ? undefined : Math.round((seconds / MINUTE_S) * 100) / 100}
      onChange={(minutes) => {
        onChange(minutes === undefined ? undefined : Math.max(1, Math.round(minutes * MINUTE_S)));
      }}
    />
  );
}

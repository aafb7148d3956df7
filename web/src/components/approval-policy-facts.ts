/** An approval policy in words, for the agent's page. */
import type { AgentSpec } from '../api/types.ts';
import { duration } from '../ui/format.ts';
import type { Fact } from './Facts.tsx';

/** `names` are those of the members that the policy names. */
export function policyFacts(policy: AgentSpec['approvalPolicy'], names: readonly string[]): Fact[] {
  const { roles, fourEyes, remindAfterSeconds, escalateAfterSeconds, escalateToRoles } = policy;
  const who = [...roles.map((role) => `${role}s`), ...names];
  const later = escalateToRoles.length === 0 ? ['owner'] : escalateToRoles;
  return [
    ['Approvals are decided by', who.length === 0 ? 'everybody who may decide approvals' : who.join(', ')],
    ['Four eyes', fourEyes ? 'two different people must approve' : ''],
    ['Reminds after', remindAfterSeconds === undefined ? '' : duration(remindAfterSeconds * 1000)],
    [
      'Escalates after',
      escalateAfterSeconds === undefined
        ? ''
        : `${duration(escalateAfterSeconds * 1000)}, to ${later.map((role) => `${role}s`).join(', ')}`,
    ],
  ];
}

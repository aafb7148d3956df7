import { useQuery } from '@tanstack/react-query';
import { type Obstacle, obstacleTo } from '../../../../domain/approval/deciders.ts';
import type { Decision } from '../../../../domain/approval/approval-status.ts';
import { meQuery } from '../../api/people.ts';
import { readOrganization } from '../../api/session.ts';
import type { ApprovalView } from '../../api/types.ts';

/** Why I may not decide this; undefined when I may, or when that is not known (API keys). The server has the last word. */
export function useObstacleTo(decision: Decision, approval: ApprovalView): Obstacle | undefined {
  const { data: me } = useQuery(meQuery);
  if (me === null || me === undefined) return undefined;
  const chosen = readOrganization();
  const membership = me.memberships.find((item) => item.organizationId === chosen) ?? me.memberships[0];
  if (membership === undefined) return undefined;
  const { policy, risk, escalatedAt, requesterId, firstApproval } = approval;
  const asked = {
    risk,
    roles: policy.roles,
    memberIds: policy.memberIds,
    fourEyes: policy.fourEyes,
    escalatedTo: escalatedAt === null ? [] : policy.escalateToRoles,
    requesterId,
    firstApproverId: firstApproval?.personId ?? null,
  };
  const { role, memberId } = membership;
  return obstacleTo(decision, asked, { role, memberId, personId: me.person.id });
}

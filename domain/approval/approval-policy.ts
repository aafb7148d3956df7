/** Who decides on an agent's calls, and what happens while nobody does. Pinned with each request. */
import { z } from 'zod';
import type { Role } from '../access/permissions.ts';

/** Roles with the permission to decide. */
export const DECIDING_ROLES = ['owner', 'admin', 'approver'] as const satisfies readonly Role[];
export type DecidingRole = (typeof DECIDING_ROLES)[number];

const MOST_NAMED_MEMBERS = 50;
const seconds = z
  .int()
  .min(1)
  .max(60 * 60 * 24 * 30);
const roles = z.array(z.enum(DECIDING_ROLES)).max(DECIDING_ROLES.length).default([]);

export const approvalPolicySchema = z.strictObject({
  /** Roles that may decide; with no role and no member named, all that have the permission. */
  roles,
  /** Members that may decide beside those roles, by public id. */
  memberIds: z.array(z.string().max(40)).max(MOST_NAMED_MEMBERS).default([]),
  /** Two different people must approve; whoever started the run is neither of them. */
  fourEyes: z.boolean().default(false),
  remindAfterSeconds: seconds.optional(),
  /** From then on the roles below may decide, too, and are told. */
  escalateAfterSeconds: seconds.optional(),
  /** Empty: owners. */
  escalateToRoles: roles,
});
export type ApprovalPolicy = z.output<typeof approvalPolicySchema>;

/** Who is asked, as it is kept with the request. `memberIds` are those of the policy. */
export interface PinnedPolicy {
  readonly roles: readonly DecidingRole[];
  readonly memberIds: readonly string[];
  readonly fourEyes: boolean;
  readonly escalateToRoles: readonly DecidingRole[];
}

/** What a policy comes to for a call. Destructive calls are owners', whatever the policy says (SPEC 9.1). */
export function pinPolicy(policy: ApprovalPolicy, risk: string): PinnedPolicy {
  const { fourEyes, escalateToRoles } = policy;
  if (risk === 'destructive')
    return { roles: ['owner'], memberIds: [], fourEyes, escalateToRoles: ['owner'] };
  const isOpen = policy.roles.length === 0 && policy.memberIds.length === 0;
  return {
    roles: isOpen ? DECIDING_ROLES : policy.roles,
    memberIds: policy.memberIds,
    fourEyes,
    escalateToRoles: escalateToRoles.length === 0 ? ['owner'] : escalateToRoles,
  };
}

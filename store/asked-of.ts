/** A stored approval, as far as it matters who decides it. */
import type { AskedOf } from '../domain/approval/deciders.ts';
import type { Approval } from './generated/client.ts';

export function askedOf(approval: Approval): AskedOf {
  return {
    risk: approval.risk,
    roles: approval.deciderRoles,
    memberIds: approval.deciderMemberIds,
    fourEyes: approval.fourEyes,
    escalatedTo: approval.escalatedAt === null ? [] : approval.escalateToRoles,
    requesterId: approval.requesterPersonId,
    firstApproverId: approval.firstApprovedPersonId,
  };
}

/** The arguments that an approval would approve now: those asked for, or those that the first of two people changed. */
export function proposedOf(approval: Approval): { readonly arguments: unknown; readonly hash: string } {
  if (approval.firstApprovedArguments === null)
    return { arguments: approval.arguments, hash: approval.argumentsHash };
  return { arguments: approval.firstApprovedArguments, hash: approval.firstApprovedHash ?? '' };
}

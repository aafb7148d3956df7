/** A stored approval, as far as it matters who decides it and what. */
import type { AskedOf } from './deciders.ts';

/** The columns that say whom it asks. */
interface StoredPolicy {
  readonly risk: string;
  readonly deciderRoles: readonly string[];
  readonly deciderMemberIds: readonly string[];
  readonly fourEyes: boolean;
  readonly escalatedAt: Date | null;
  readonly escalateToRoles: readonly string[];
  readonly requesterPersonId: string | null;
  readonly firstApprovedPersonId: string | null;
}

/** The columns that say what it asks for. */
interface StoredArguments {
  readonly arguments: unknown;
  readonly argumentsHash: string;
  readonly firstApprovedArguments: unknown;
  readonly firstApprovedHash: string | null;
}

export function askedOf(approval: StoredPolicy): AskedOf {
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
export function proposedOf(approval: StoredArguments): {
  readonly arguments: unknown;
  readonly hash: string;
} {
  if (approval.firstApprovedArguments === null)
    return { arguments: approval.arguments, hash: approval.argumentsHash };
  return { arguments: approval.firstApprovedArguments, hash: approval.firstApprovedHash ?? '' };
}

/** Why it asks. What the first of two people brought in by changing the arguments comes first: it is what is new. */
export function whyAsked(approval: {
  readonly reason: string;
  readonly firstApprovedReasons: readonly string[];
}): string {
  return [...approval.firstApprovedReasons, approval.reason].join('; ');
}

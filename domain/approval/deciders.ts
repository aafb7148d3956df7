/** Whether somebody may decide a request: one function for every door, the inbox included. */
import type { Role } from '../access/permissions.ts';
import type { Decision } from './approval-status.ts';
import { DECIDING_ROLES } from './approval-policy.ts';

/** A request as far as it matters who decides it. Ids are compared only, so any form will do on both sides. */
export interface AskedOf {
  readonly risk: string;
  readonly roles: readonly string[];
  readonly memberIds: readonly string[];
  readonly fourEyes: boolean;
  /** Roles that it was escalated to; empty before. */
  readonly escalatedTo: readonly string[];
  /** Who started the run, when a person did. */
  readonly requesterId: string | null;
  /** Who approved first under four eyes. */
  readonly firstApproverId: string | null;
}

export interface Decider {
  readonly role: Role;
  /** Undefined for keys of nobody. A key is the same pair of eyes as the person who made it. */
  readonly personId?: string | undefined;
  readonly memberId?: string | undefined;
  /** A key that an agent made: an agent never approves. */
  readonly isAgentMade?: boolean;
}

/** Decides through Temporal, where nobody can be told from anybody else. */
export const OPERATOR = 'operator';

export type ObstacleCode =
  'agent_key' | 'owner_only' | 'operator' | 'not_asked' | 'needs_person' | 'requester' | 'approved_before';

export interface Obstacle {
  readonly code: ObstacleCode;
  /** A sentence for whoever tried. */
  readonly detail: string;
}

/** What stands in the way of this decision; undefined when nothing does. */
export function obstacleTo(
  decision: Decision,
  asked: AskedOf,
  decider: Decider | typeof OPERATOR,
): Obstacle | undefined {
  if (decider === OPERATOR) return obstacleOfOperator(asked);
  if (decider.isAgentMade === true) {
    return { code: 'agent_key', detail: 'This key was made by an agent. Agents never decide approvals.' };
  }
  if (asked.risk === 'destructive' && decider.role !== 'owner') return OWNER_ONLY;
  if (!isAsked(asked, decider)) return { code: 'not_asked', detail: notAsked(asked) };
  if (!asked.fourEyes || decision === 'reject') return undefined;
  return obstacleOfFourEyes(decision, asked, decider);
}

const OWNER_ONLY: Obstacle = {
  code: 'owner_only',
  detail: 'A destructive action is decided by an owner of the organization, through the API or the UI.',
};

/** An operator can be anybody with access to Temporal: nobody whom a policy asks for. */
function obstacleOfOperator(asked: AskedOf): Obstacle | undefined {
  if (asked.risk === 'destructive') return OWNER_ONLY;
  const isOpen = DECIDING_ROLES.every((role) => asked.roles.includes(role)) && !asked.fourEyes;
  if (isOpen) return undefined;
  const who = asked.fourEyes ? 'Two people of the organization approve this' : notAsked(asked);
  return {
    code: 'operator',
    detail: `${trimDot(who)}; a decision through Temporal is nobody's in particular.`,
  };
}

function isAsked({ risk, roles, memberIds, escalatedTo }: AskedOf, { role, memberId }: Decider): boolean {
  if (risk === 'destructive') return role === 'owner';
  if (!(DECIDING_ROLES as readonly Role[]).includes(role)) return false;
  return (
    roles.includes(role) ||
    escalatedTo.includes(role) ||
    (memberId !== undefined && memberIds.includes(memberId))
  );
}

function notAsked({ roles, memberIds, escalatedTo }: AskedOf): string {
  const all = [...new Set([...roles, ...escalatedTo])];
  const who = [
    ...(all.length === 0 ? [] : [`the roles ${all.join(', ')}`]),
    ...(memberIds.length === 0 ? [] : ['members named there']),
  ];
  return `By the agent's approval policy this is decided by ${who.join(' and ')}.`;
}

function obstacleOfFourEyes(
  decision: Decision,
  { requesterId, firstApproverId }: AskedOf,
  { personId }: Decider,
): Obstacle | undefined {
  if (personId === undefined) {
    return {
      code: 'needs_person',
      detail:
        'Two people must approve this, and this key is nobody’s. Log in, or use a key that a member made.',
    };
  }
  if (personId === requesterId) {
    return {
      code: 'requester',
      detail: 'You started this run: two other people must approve what it asks for. You may reject it.',
    };
  }
  // Editing anew replaces one's own approval; approving twice is still one person.
  if (decision === 'approve' && personId === firstApproverId) {
    return { code: 'approved_before', detail: 'You have approved this already; a second person must, too.' };
  }
  return undefined;
}

function trimDot(text: string): string {
  return text.replace(/\.$/, '');
}

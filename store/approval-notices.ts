/** Who is told of an approval, and what: those who may decide it, so that none waits unseen. */
import type { Role } from '../domain/access/permissions.ts';
import { DECIDING_ROLES } from '../domain/approval/approval-policy.ts';
import { whyAsked } from '../domain/approval/asked-of.ts';
import { toPublicId } from '../domain/ids.ts';
import type { Scope } from './database.ts';
import type { Approval } from './generated/client.ts';
import { type Audience, type NewNotification, NotificationStore } from './notifications.store.ts';

type Told = 'requested' | 'reminder' | 'escalated' | 'second';

/** Tells the deciders of the requests of a run that are open; whoever was told before is not told again. */
export async function tellOfRequests(scope: Scope, runId: string): Promise<void> {
  const { tx, organizationId } = scope;
  const open = await tx.approval.findMany({ where: { organizationId, runId, status: 'pending' } });
  for (const approval of open) await tell(scope, approval, 'requested', audienceOf(approval));
}

export async function tell(scope: Scope, approval: Approval, why: Told, audience: Audience): Promise<void> {
  const { tx, organizationId } = scope;
  const agent = await tx.agent.findFirst({
    where: { id: approval.agentId, organizationId },
    select: { name: true },
  });
  const id = toPublicId('approval', approval.id);
  const notification: Omit<NewNotification, 'audience'> = {
    kind: `approval.${why}`,
    title: `${TITLES[why]}: ${agent?.name ?? 'An agent'} wants to use ${approval.toolName}`,
    body: `${whyAsked(approval)}. It counts as rejected at ${untilText(approval.expiresAt)}.`,
    link: `/approvals?id=${id}`,
    dedupeKey: dedupeKeyOf(approval, why),
    approvalId: approval.id,
  };
  const notifications = new NotificationStore(scope);
  const told = await notifications.notify({ ...notification, audience });
  // Whoever was named has left or may not decide any more: an owner must at least see that nobody can decide this.
  if (told === 0) await notifications.notify({ ...notification, audience: { roles: ['owner'] } });
}

/** Everybody who may decide it now. Under four eyes whoever started the run or has approved is no second person. */
export function audienceOf(approval: Approval): Audience {
  const escalatedTo = approval.escalatedAt === null ? [] : approval.escalateToRoles;
  const others = [approval.requesterPersonId, approval.firstApprovedPersonId];
  return {
    roles: [...approval.deciderRoles, ...escalatedTo] as Role[],
    memberIds: approval.deciderMemberIds,
    // A member who was named and is a viewer by now cannot decide.
    namedWithRoles: DECIDING_ROLES,
    exceptPersonIds: approval.fourEyes ? others.filter((id) => id !== null) : [],
  };
}

const TITLES: Readonly<Record<Told, string>> = {
  requested: 'Approval needed',
  reminder: 'Still waiting for approval',
  escalated: 'Nobody has decided yet',
  second: 'Second approval needed',
};

/** A second approval is asked for anew when the first one was replaced by another. */
function dedupeKeyOf({ id, firstApprovedPersonId, firstApprovedHash }: Approval, why: Told): string {
  const first = why === 'second' ? `:${firstApprovedPersonId ?? ''}:${firstApprovedHash ?? ''}` : '';
  return `approval:${id}:${why}${first}`;
}

function untilText(time: Date): string {
  return `${time.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

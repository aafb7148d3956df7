/** Invitations as those meet them who were invited. */
import { AppError } from '../../../domain/errors.ts';
import { toPublicId } from '../../../domain/ids.ts';
import type { FoundInvitation } from '../../../store/auth/people.ts';
import { AUTH_DEADLINE_MS, type PersonActor } from '../../auth/actor.ts';
import type { AppContext } from '../../context.ts';
import { withDeadline } from '../../../store/unavailable.ts';

const OVER: Readonly<Record<Exclude<FoundInvitation['state'], 'open'>, string>> = {
  accepted: 'This invitation was used already. Log in, or ask for a new one.',
  revoked: 'This invitation was withdrawn. Ask for a new one.',
  expired: 'This invitation is too old. Ask for a new one.',
};

/** Throws unless the token is of an invitation to this address. An accepted one passes: it may be a repeat. */
export async function invitationOrRefuse(
  ctx: AppContext,
  token: string,
  email: string,
): Promise<FoundInvitation> {
  const found = await withDeadline(ctx.auth.people.findInvitation(token), AUTH_DEADLINE_MS);
  if (found === undefined)
    throw new AppError('not_found', 'There is no such invitation. Copy the whole link.');
  if (found.email !== email) {
    throw new AppError('forbidden', 'This invitation is for another e-mail address than yours.');
  }
  if (found.state === 'revoked' || found.state === 'expired') throw over(found.state);
  return found;
}

/** Uses the invitation up. Whoever repeats it and is a member by it meanwhile is told the same again. */
export async function joinByInvitation(
  ctx: AppContext,
  { id, organizationId, role }: FoundInvitation,
  { personId, label }: PersonActor,
): Promise<void> {
  await ctx.database.transact(organizationId, async (store) => {
    const isFirstUse = await store.invitations.accept(id);
    if (isFirstUse && (await store.members.add(personId, role))) {
      const member = await store.members.findByPerson(personId);
      await store.audit.record({
        actor: label,
        action: 'member.joined',
        subject: { kind: 'member', id: toPublicId('member', member?.id ?? personId) },
        after: { role, invitationId: toPublicId('invitation', id) },
      });
    }
    if (!isFirstUse && (await store.members.findByPerson(personId)) === undefined) throw over('accepted');
  });
}

function over(state: keyof typeof OVER): AppError {
  return new AppError('conflict', OVER[state]);
}

/** Who may give which role: nobody more than they have. Only owners touch an owner, and the last one stays. */
import { permissionsOf, type Role } from '../../../domain/access/permissions.ts';
import { toPublicId } from '../../../domain/ids.ts';
import { AppError } from '../../../domain/errors.ts';
import type { Store } from '../../../store/database.ts';
import type { MemberRow } from '../../../store/members.store.ts';
import type { Actor } from '../../auth/actor.ts';

/** A key counts with its scopes: one that may only invite must not make somebody who may do everything. */
export function refuseGivingMore(actor: Actor, role: Role): void {
  if (role === 'owner' && actor.role !== 'owner')
    throw new AppError('forbidden', 'Only an owner makes others owners.');
  const missing = permissionsOf(role).find((permission) => !actor.permissions.includes(permission));
  if (missing === undefined) return;
  throw new AppError('forbidden', `The role ${role} may do more than you: it has ${missing}.`, {
    extra: { requiredScope: missing },
  });
}

/** How records show what a member did. */
export function labelOf({ personId }: MemberRow): string {
  return `person:${toPublicId('person', personId)}`;
}

/** The member, whom the actor may change; the owners are held until the commit. */
export async function changeableMember(store: Store, id: string, actor: Actor): Promise<MemberRow> {
  const owners = await store.members.lockOwners();
  const member = await store.members.get(id);
  if (member === undefined) throw new AppError('not_found', 'There is no such member.');
  if (member.role === 'owner' && actor.role !== 'owner')
    throw new AppError('forbidden', 'Only an owner changes or removes an owner.');
  if (member.role === 'owner' && owners.length === 1)
    throw new AppError('conflict', 'This is the last owner. Make somebody else an owner first.');
  return member;
}

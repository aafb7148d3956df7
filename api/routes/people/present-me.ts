/** A person as they see themselves: where they belong and what they may do there. */
import type { z } from 'zod';
import { permissionsOf } from '../../../domain/access/permissions.ts';
import type { membershipView, meView } from '../../../domain/contracts/people.ts';
import { toPublicId } from '../../../domain/ids.ts';
import type { LoginPerson } from '../../../store/auth/login.ts';
import type { Membership } from '../../../store/auth/people.ts';
import type { AppContext } from '../../context.ts';

export async function presentMe(ctx: AppContext, person: LoginPerson): Promise<z.input<typeof meView>> {
  const { people } = ctx.auth;
  const [memberships, isStaff] = await Promise.all([
    people.memberships(person.id),
    people.isStaff(person.id),
  ]);
  const { id, name, email } = person;
  return {
    person: { id: toPublicId('person', id), name, email },
    memberships: memberships.map(presentMembership),
    isStaff,
  };
}

export function presentMembership(membership: Membership): z.input<typeof membershipView> {
  const { memberId, organizationId, organizationName, role, joinedAt } = membership;
  return {
    memberId: toPublicId('member', memberId),
    organizationId: toPublicId('organization', organizationId),
    organizationName,
    role,
    permissions: [...permissionsOf(role)],
    joinedAt: joinedAt.toISOString(),
  };
}

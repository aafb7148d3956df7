/** PATCH /v1/members/{id}: another role. */
import { permissionsOf, type Role } from '../../../domain/access/permissions.ts';
import { memberView, updateMemberBody } from '../../../domain/contracts/members.ts';
import type { Store } from '../../../store/database.ts';
import type { MemberRow } from '../../../store/members.store.ts';
import { idParams } from '../../path-id.ts';
import { defineRoute } from '../../route.ts';
import { presentMember } from './member.presenter.ts';
import { changeableMember, labelOf, refuseGivingMore } from './owners.ts';

export const updateMember = defineRoute({
  method: 'patch',
  path: '/v1/members/{id}',
  summary: "Change a member's role",
  description:
    'Only owners make owners or change one; the last owner stays. Keys that the member made lose what the new role may not do; ' +
    'without the right to invite their open invitations are withdrawn.',
  permission: 'members:write',
  params: idParams('member'),
  body: updateMemberBody,
  status: 200,
  response: memberView,

  async handle({ params, body: { role }, actor, transact }) {
    const row = await transact(async (store) => {
      refuseGivingMore(actor, role);
      const found = await store.members.get(params.id);
      if (found?.role === role) return found;
      const member = await changeableMember(store, params.id, actor);
      await store.members.setRole(member.id, role);
      await store.audit.record({
        actor: actor.label,
        action: 'member.role_changed',
        subject: { kind: 'member', id: presentMember(member).id },
        before: { role: member.role },
        after: { role, ...(await withdrawn(store, member, role)) },
      });
      return { ...member, role };
    });
    return { body: presentMember(row) };
  },
});

async function withdrawn(store: Store, member: MemberRow, role: Role): Promise<object> {
  if (permissionsOf(role).includes('members:write')) return {};
  return { withdrawnInvitations: await store.invitations.withdrawOf(labelOf(member)) };
}

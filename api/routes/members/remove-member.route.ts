/** DELETE /v1/members/{id}: somebody leaves the organization. */
import { memberView } from '../../../domain/contracts/members.ts';
import { idParams } from '../../path-id.ts';
import { defineRoute } from '../../route.ts';
import { presentMember } from './member.presenter.ts';
import { changeableMember, labelOf } from './owners.ts';

export const removeMember = defineRoute({
  method: 'delete',
  path: '/v1/members/{id}',
  summary: 'Remove a member',
  description:
    'Their API keys stop working at once, and their open invitations are withdrawn. The last owner cannot be removed.',
  permission: 'members:write',
  params: idParams('member'),
  status: 200,
  response: memberView,

  async handle({ params, actor, transact }) {
    const member = await transact(async (store) => {
      const found = await changeableMember(store, params.id, actor);
      await store.members.remove(found.id);
      const withdrawnInvitations = await store.invitations.withdrawOf(labelOf(found));
      const { id, ...before } = presentMember(found);
      await store.audit.record({
        actor: actor.label,
        action: 'member.removed',
        subject: { kind: 'member', id },
        before,
        after: { withdrawnInvitations },
      });
      return found;
    });
    return { body: presentMember(member) };
  },
});

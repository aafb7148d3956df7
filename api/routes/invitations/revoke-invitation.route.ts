/** DELETE /v1/invitations/{id}: the link stops working. */
import { invitationView } from '../../../domain/contracts/members.ts';
import { AppError } from '../../../domain/errors.ts';
import { idParams } from '../../path-id.ts';
import { defineRoute } from '../../route.ts';
import { presentInvitation } from './invitation.presenter.ts';

export const revokeInvitation = defineRoute({
  method: 'delete',
  path: '/v1/invitations/{id}',
  summary: 'Withdraw an invitation',
  permission: 'members:write',
  params: idParams('invitation'),
  status: 200,
  response: invitationView,

  async handle({ params, actor, transact }) {
    const row = await transact(async (store) => {
      const found = await store.invitations.get(params.id);
      if (found === undefined) throw new AppError('not_found', 'There is no such invitation.');
      if (found.revokedAt !== null) return found;
      if (!(await store.invitations.revoke(params.id)))
        throw new AppError('conflict', 'The invitation was accepted already. Remove the member instead.');
      await store.audit.record({
        actor: actor.label,
        action: 'invitation.revoked',
        subject: { kind: 'invitation', id: presentInvitation(found).id },
      });
      return { ...found, revokedAt: new Date() };
    });
    return { body: presentInvitation(row) };
  },
});

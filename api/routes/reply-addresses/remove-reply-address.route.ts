/** DELETE /v1/reply-addresses/{id}: nothing is sent there any more, and no reply from there decides. */
import { replyAddressView } from '../../../domain/contracts/reply-addresses.ts';
import { idParams } from '../../path-id.ts';
import { defineRoute } from '../../route.ts';
import { ownAddress, presentReplyAddress, recordOf, refuseKeys } from './own-addresses.ts';

export const removeReplyAddress = defineRoute({
  method: 'delete',
  path: '/v1/reply-addresses/{id}',
  summary: 'Remove your reply address',
  description: 'Codes that were sent there stop working at once. For people who are logged in.',
  // Also of who may decide nothing any more.
  permission: 'approvals:read',
  params: idParams('replyAddress'),
  status: 200,
  response: replyAddressView,

  async handle({ params, actor, transact }) {
    const row = await transact(async (store) => {
      const found = await ownAddress(store, actor, params.id);
      refuseKeys(actor);
      await store.replyAddresses.remove(found.id);
      const { subject, facts } = recordOf(found);
      await store.audit.record({
        actor: actor.label,
        action: 'reply_address.removed',
        subject,
        before: facts,
      });
      return found;
    });
    return { body: presentReplyAddress(row) };
  },
});

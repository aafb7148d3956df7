/** GET /v1/reply-addresses: where the caller is asked on channels. */
import { replyAddressPage } from '../../../domain/contracts/reply-addresses.ts';
import { defineRoute } from '../../route.ts';
import { receiverOf } from '../notifications/own-notifications.ts';
import { presentReplyAddress } from './own-addresses.ts';

export const listReplyAddresses = defineRoute({
  method: 'get',
  path: '/v1/reply-addresses',
  summary: 'List your reply addresses',
  description: 'Each member has their own, one per channel; a key of nobody has none.',
  permission: 'approvals:read',
  status: 200,
  response: replyAddressPage,

  async handle({ actor, transact }) {
    const rows = await transact(async (store) => {
      const memberId = await receiverOf(store, actor);
      return memberId === undefined ? [] : store.replyAddresses.list(memberId);
    });
    return { body: { data: rows.map(presentReplyAddress), nextCursor: null, hasMore: false } };
  },
});

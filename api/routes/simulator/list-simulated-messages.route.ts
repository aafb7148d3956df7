/** GET /v1/simulator/messages: what the simulated phone of the caller has received from us. */
import { pageQuery } from '../../../domain/contracts/primitives.ts';
import { simulatedMessagePage } from '../../../domain/contracts/reply-addresses.ts';
import { toPublicId } from '../../../domain/ids.ts';
import { presentPage, toPageRequest } from '../../cursor.ts';
import { defineRoute } from '../../route.ts';
import { refuseKeys } from '../reply-addresses/own-addresses.ts';
import { receiverOf } from '../notifications/own-notifications.ts';

export const listSimulatedMessages = defineRoute({
  method: 'get',
  path: '/v1/simulator/messages',
  summary: 'List what your simulated phone has received, newest first',
  description:
    'The messages to your own reply address on the channel `simulator`, and nobody else’s. They hold codes that decide, so an API key does not do.',
  permission: 'approvals:decide',
  query: pageQuery,
  status: 200,
  response: simulatedMessagePage,

  async handle({ query, actor, transact }) {
    refuseKeys(actor);
    const request = toPageRequest(query);
    const page = await transact(async (store) => {
      const memberId = await receiverOf(store, actor);
      if (memberId === undefined) return { rows: [], hasMore: false };
      return store.memberMessages.simulated(memberId, request);
    });
    return {
      body: presentPage(
        page,
        ({ id, recipient: to, body: text, createdAt }) => ({
          id: toPublicId('message', id),
          to,
          text,
          receivedAt: createdAt.toISOString(),
        }),
        (row) => ({ at: row.createdAt, id: row.id }),
      ),
    };
  },
});

/** GET /v1/approvals/counts: how much waits. */
import { approvalCounts } from '../../../domain/contracts/approvals.ts';
import { defineRoute } from '../../route.ts';
import { decidableBy } from './decidable-by.ts';

export const countApprovals = defineRoute({
  method: 'get',
  path: '/v1/approvals/counts',
  summary: 'Count what waits for a decision',
  permission: 'approvals:read',
  status: 200,
  response: approvalCounts,

  async handle({ actor, transact }) {
    return {
      body: await transact(async (store) => ({
        pending: await store.approvalQueries.count({ status: 'pending' }),
        mine: await store.approvalQueries.count({
          status: 'pending',
          mine: await decidableBy(store, actor),
        }),
      })),
    };
  },
});

/** GET /v1/approvals: the inbox. */
import { approvalPage, listApprovalsQuery } from '../../../domain/contracts/approvals.ts';
import { requireUuid } from '../../../domain/ids.ts';
import { presentPage, toPageRequest } from '../../cursor.ts';
import { defineRoute } from '../../route.ts';
import { presentApproval } from './approval.presenter.ts';
import { decidableBy } from './decidable-by.ts';

export const listApprovals = defineRoute({
  method: 'get',
  path: '/v1/approvals',
  summary: 'List approvals, newest first',
  permission: 'approvals:read',
  query: listApprovalsQuery,
  status: 200,
  response: approvalPage,

  async handle({ query, actor, transact }) {
    const { status, agentId, runId, kind, risk, tainted, mine } = query;
    const filter = {
      status,
      agentId: agentId === undefined ? undefined : requireUuid('agent', agentId),
      runId: runId === undefined ? undefined : requireUuid('run', runId),
      kind,
      risk,
      tainted: tainted === undefined ? undefined : tainted === 'true',
    };
    const request = toPageRequest(query);
    const page = await transact(async (store) => {
      const owner = mine === 'true' ? await decidableBy(store, actor) : undefined;
      return store.approvalQueries.list({ ...filter, mine: owner }, request);
    });
    return {
      body: presentPage(page, presentApproval, ({ approval }) => ({
        at: approval.createdAt,
        id: approval.id,
      })),
    };
  },
});

/** GET /v1/approvals: the inbox. */
import { approvalPage, listApprovalsQuery } from '../../../domain/contracts/approvals.ts';
import { requireUuid } from '../../../domain/ids.ts';
import { presentPage, toPageRequest } from '../../cursor.ts';
import { defineRoute } from '../../route.ts';
import { presentApproval } from './approval.presenter.ts';

export const listApprovals = defineRoute({
  method: 'get',
  path: '/v1/approvals',
  summary: 'List approvals, newest first',
  permission: 'approvals:read',
  query: listApprovalsQuery,
  status: 200,
  response: approvalPage,

  async handle({ query, transact }) {
    const { status, agentId, runId } = query;
    const filter = {
      status,
      agentId: agentId === undefined ? undefined : requireUuid('agent', agentId),
      runId: runId === undefined ? undefined : requireUuid('run', runId),
    };
    const request = toPageRequest(query);
    const page = await transact((store) => store.approvalQueries.list(filter, request));
    return {
      body: presentPage(page, presentApproval, ({ approval }) => ({
        at: approval.createdAt,
        id: approval.id,
      })),
    };
  },
});

/** GET /v1/approvals/{id} */
import { approvalView } from '../../../domain/contracts/approvals.ts';
import { AppError } from '../../../domain/errors.ts';
import { idParams } from '../../path-id.ts';
import { defineRoute } from '../../route.ts';
import { presentApproval } from './approval.presenter.ts';

export const getApproval = defineRoute({
  method: 'get',
  path: '/v1/approvals/{id}',
  summary: 'Read an approval',
  permission: 'approvals:read',
  params: idParams('approval'),
  status: 200,
  response: approvalView,

  async handle({ params, transact }) {
    const detail = await transact((store) => store.approvalQueries.detail(params.id));
    if (detail === undefined) throw new AppError('not_found', 'There is no such approval.');
    return { body: presentApproval(detail) };
  },
});

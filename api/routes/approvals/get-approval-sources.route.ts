/** GET /v1/approvals/{id}/sources */
import { approvalSources } from '../../../domain/contracts/approvals.ts';
import { AppError } from '../../../domain/errors.ts';
import { idParams } from '../../path-id.ts';
import { defineRoute } from '../../route.ts';
import { sourcesOf } from './sources.presenter.ts';

export const getApprovalSources = defineRoute({
  method: 'get',
  path: '/v1/approvals/{id}/sources',
  summary: 'Read where the text from outside came from that the run had read when it asked',
  description:
    'The newest five, each with an excerpt; `more` counts those that only the timeline of the run has.',
  permission: 'approvals:read',
  params: idParams('approval'),
  status: 200,
  response: approvalSources,

  async handle({ params, transact }) {
    return transact(async (store) => {
      const detail = await store.approvalQueries.detail(params.id);
      if (detail === undefined) throw new AppError('not_found', 'There is no such approval.');
      return { body: await sourcesOf(store, detail.approval) };
    });
  },
});

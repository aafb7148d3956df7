/** GET /v1/runs: runs of the organization, newest first. */
import { listRunsQuery, runPage } from '../../../domain/contracts/runs.ts';
import { requireUuid } from '../../../domain/ids.ts';
import { presentPage, toPageRequest } from '../../cursor.ts';
import { defineRoute } from '../../route.ts';
import { presentRun } from './run.presenter.ts';

export const listRuns = defineRoute({
  method: 'get',
  path: '/v1/runs',
  summary: 'List runs, newest first',
  permission: 'runs:read',
  query: listRunsQuery,
  status: 200,
  response: runPage,

  async handle({ query, ctx, transact }) {
    const { agentId, parentRunId, status, kind, trigger, from, to } = query;
    const filter = {
      agentId: agentId === undefined ? undefined : requireUuid('agent', agentId),
      parentRunId: parentRunId === undefined ? undefined : requireUuid('run', parentRunId),
      status,
      kind,
      trigger,
      from: from === undefined ? undefined : new Date(from),
      to: to === undefined ? undefined : new Date(to),
    };
    const request = toPageRequest(query);
    const page = await transact((store) => store.runQueries.list(filter, request));
    return {
      body: presentPage(
        page,
        (row) => presentRun(row, ctx.settings),
        ({ run }) => ({ at: run.queuedAt, id: run.id }),
      ),
    };
  },
});

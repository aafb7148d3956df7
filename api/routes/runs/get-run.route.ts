/** GET /v1/runs/{id}: one run, with `?wait=` as soon as it has ended. */
import { runView, waitQuery } from '../../../domain/contracts/runs.ts';
import { idParams } from '../../path-id.ts';
import { defineRoute } from '../../route.ts';
import { presentRun } from './run.presenter.ts';
import { runOrRefuse, waitForEnd } from './run-or-refuse.ts';

export const getRun = defineRoute({
  method: 'get',
  path: '/v1/runs/{id}',
  summary: 'Read a run',
  description: 'With `?wait=SECONDS` the answer comes when the run has ended or when the time is up.',
  permission: 'runs:read',
  params: idParams('run'),
  query: waitQuery,
  status: 200,
  response: runView,

  async handle({ params, query, ctx, closed, transact }) {
    const detail = await transact((store) => runOrRefuse(store, params.id));
    if (query.wait === 0) return { body: presentRun(detail, ctx.settings) };
    const ended = await waitForEnd({ ctx, runId: params.id, seconds: query.wait, closed, transact });
    return { body: presentRun(ended, ctx.settings) };
  },
});

/** POST /v1/runs/{id}/cancel: end a run. Asking again changes nothing and answers the same. */
import { runView } from '../../../domain/contracts/runs.ts';
import { idParams } from '../../path-id.ts';
import { defineRoute } from '../../route.ts';
import { presentRun } from './run.presenter.ts';
import { runOrRefuse } from './run-or-refuse.ts';

export const cancelRun = defineRoute({
  method: 'post',
  path: '/v1/runs/{id}/cancel',
  summary: 'Cancel a run',
  description:
    'Takes effect within seconds, also in the middle of a model call. A run that has ended stays as it is.',
  permission: 'runs:write',
  params: idParams('run'),
  status: 200,
  response: runView,

  async handle({ params, actor, ctx, transact }) {
    const detail = await transact(async (store) => {
      await runOrRefuse(store, params.id);
      await store.runs.requestCancel(params.id, actor.label);
      return runOrRefuse(store, params.id);
    });
    return { body: presentRun(detail, ctx.settings) };
  },
});

/** GET /v1/runs/{id}/log: the timeline of a run, in order. */
import { listLogQuery, logPage } from '../../../domain/contracts/runs.ts';
import { idParams } from '../../path-id.ts';
import { defineRoute } from '../../route.ts';
import { presentLogEntry } from './log-entry.presenter.ts';
import { runOrRefuse } from './run-or-refuse.ts';

export const getRunLog = defineRoute({
  method: 'get',
  path: '/v1/runs/{id}/log',
  summary: "Read a run's timeline",
  description:
    'In order of `seq`. The next page begins after the last `seq` seen: `nextCursor` is that number, for `?after=`.',
  permission: 'runs:read',
  params: idParams('run'),
  query: listLogQuery,
  status: 200,
  response: logPage,

  async handle({ params, query, transact }) {
    const page = await transact(async (store) => {
      await runOrRefuse(store, params.id);
      return store.logQueries.ofRun(params.id, query.after, query.limit);
    });
    const last = page.rows.at(-1);
    const nextCursor = page.hasMore && last !== undefined ? String(last.entry.seq) : null;
    return { body: { data: page.rows.map(presentLogEntry), nextCursor, hasMore: page.hasMore } };
  },
});

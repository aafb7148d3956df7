/** GET /v1/runs/{id}/events: a run, live. */
import { AppError } from '../../../domain/errors.ts';
import { stillMay } from '../../auth/identify.ts';
import { idParams } from '../../path-id.ts';
import { defineStream } from '../../route.ts';
import { followRun } from '../../streams/follow-run.ts';
import { invalidRequest } from '../../validation/parse.ts';

export const streamRunEvents = defineStream({
  method: 'get',
  path: '/v1/runs/{id}/events',
  summary: 'Follow a run (server-sent events)',
  description:
    'Events: `log` (a LogEntry; its `id` is the sequence number, sent back as Last-Event-ID to resume), `status` ' +
    '(RunStatusEvent), `token` (TokenEvent; without an id, a new connection gets a snapshot), `discard` (DiscardEvent: what was ' +
    'written of this attempt is no answer, and is written anew), `end` (RunEndEvent), ' +
    '`bye` (this server is going: connect again).',
  permission: 'runs:read',
  params: idParams('run'),
  requestHeaders: { 'Last-Event-ID': 'Sequence number of the last log entry received' },

  async stream({ params, headers, request, ctx, transact, actor }, open) {
    const afterSeq = readLastEventId(headers['last-event-id']);
    const pulse = await transact((store) => store.runQueries.pulse(params.id));
    if (pulse === undefined) throw new AppError('not_found', 'There is no such run.');
    const identifyAgain = () => stillMay('runs:read', actor, { ctx, request });
    await followRun({ ctx, runId: params.id, afterSeq, transact, identifyAgain, stream: open() });
  },
});

function readLastEventId(header: string | string[] | undefined): number {
  if (header === undefined || header === '') return 0;
  if (typeof header === 'string' && /^\d{1,9}$/.test(header)) return Number(header);
  throw invalidRequest('request', [
    {
      pointer: '/headers/last-event-id',
      message: 'must be the id of a log event of this stream, or be left out',
    },
  ]);
}

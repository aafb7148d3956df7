/** POST /v1/schedules/preview: a cron expression or a text in plain words, and when it would fire. */
import { previewScheduleBody, schedulePreview } from '../../../domain/contracts/drafts.ts';
import { describeCron } from '../../../domain/schedule/describe-cron.ts';
import { parseWhen } from '../../../domain/schedule/parse-when.ts';
import { defineRoute } from '../../route.ts';
import { invalidRequest } from '../../validation/parse.ts';
import { localFires } from '../agents/drafts.presenter.ts';

const SHOWN_FIRES = 5;

export const previewSchedule = defineRoute({
  method: 'post',
  path: '/v1/schedules/preview',
  summary: 'Say when a schedule would fire',
  description: 'Takes `cron`, or `text` such as "every weekday at 9". Nothing is saved.',
  permission: 'agents:read',
  body: previewScheduleBody,
  status: 200,
  response: schedulePreview,

  async handle({ body, transact }) {
    const read =
      body.cron === undefined ? readText(body.text ?? '') : { cron: body.cron.trim(), assumptions: [] };
    const timeZone =
      body.timeZone ?? read.timeZone ?? (await transact((store) => store.organization.get())).timeZone;
    const { cron, assumptions } = read;
    const nextFires = localFires(cron, timeZone, new Date(), SHOWN_FIRES);
    return { body: { cron, timeZone, words: describeCron(cron), assumptions: [...assumptions], nextFires } };
  },
});

interface ReadTime {
  readonly cron: string;
  readonly timeZone?: string | undefined;
  readonly assumptions: readonly string[];
}

function readText(text: string): ReadTime {
  const when = parseWhen(text);
  if (when?.type === 'schedule') return when;
  const message =
    when === undefined
      ? 'says no time; try "every weekday at 9"'
      : when.type === 'inexpressible'
        ? `cannot be scheduled: ${when.reason}`
        : `says “${when.matchedText}” and not how often; try "every weekday at 9"`;
  throw invalidRequest('body', [{ pointer: '/text', message }]);
}

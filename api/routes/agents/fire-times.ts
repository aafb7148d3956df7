/** When a cron expression is due, in the time of a zone. */
import { Cron } from 'croner';
import type { FieldError } from '../../../domain/errors.ts';
import { invalidRequest } from '../../validation/parse.ts';

/** The next times after `now`. Throws on what is no expression of five fields. */
export function fireTimes(cron: string, timeZone: string, count: number, now = new Date()): Date[] {
  return new Cron(cron, { timezone: timeZone, mode: '5-part', paused: true }).nextRuns(count, now);
}

export function refuseUnlessDue(cron: string, timeZone: string): void {
  const message = problemOf(cron, timeZone);
  if (message === undefined) return;
  const error: FieldError = { pointer: '/cron', message };
  throw invalidRequest('body', [error]);
}

const FORM = 'minute, hour, day of month, month, day of week, such as "0 8 * * 1-5" for 8:00 on working days';
const WRONG = `is not a cron expression of five fields (${FORM})`;

function problemOf(cron: string, timeZone: string): string | undefined {
  // The library also knows nicknames such as @daily, which no other part does.
  if (cron.startsWith('@')) return WRONG;
  try {
    return fireTimes(cron, timeZone, 1).length === 0
      ? 'is never due: there is no such day in any year'
      : undefined;
  } catch {
    return WRONG;
  }
}

/** What a sentence changes about a draft's schedule. */
import { describeCron } from '../schedule/describe-cron.ts';
import { atTime, parseWhen, type When } from '../schedule/parse-when.ts';
import type { Notes } from './understand.ts';

export interface DraftSchedule {
  readonly cron: string;
  readonly timeZone: string;
}

interface Change {
  readonly text: string;
  readonly current: DraftSchedule | null;
  readonly isDropped: boolean;
  readonly organizationTimeZone: string;
  readonly notes: Notes;
}

export function applySchedule(change: Change): DraftSchedule | null {
  const { text, current, isDropped, notes } = change;
  if (isDropped) {
    notes.understood.push('No schedule: it runs when somebody starts it');
    return null;
  }
  const when = parseWhen(text);
  if (when === undefined) return current;
  if (when.type === 'once') {
    notes.understood.push(`“${when.matchedText}” is one point in time`);
    notes.questions.push(
      'A schedule repeats. How often should it run? To run it once, save it and start it by hand.',
    );
    return current;
  }
  if (when.type === 'inexpressible') {
    notes.understood.push(`When: ${when.reason}`);
    notes.questions.push('This rhythm cannot be scheduled. Which other one would do, such as every week?');
    return current;
  }
  const schedule = when.type === 'part' ? partial(when, change) : whole(when, change);
  if (schedule !== null && schedule !== current) {
    const { cron, timeZone } = schedule;
    notes.understood.push(`When: “${when.matchedText}” → ${describeCron(cron)}, ${timeZone}`);
    notes.understood.push(...when.assumptions.map((assumption) => `Assumed: ${assumption}`));
  }
  return schedule;
}

function whole(when: When & { type: 'schedule' }, { current, organizationTimeZone }: Change): DraftSchedule {
  if (current === null) return { cron: when.cron, timeZone: when.timeZone ?? organizationTimeZone };
  const timeZone = when.timeZone ?? current.timeZone;
  const [minute = '', hour = ''] = current.cron.trim().split(/\s+/);
  // "Make it Mondays" keeps the hour that was chosen before.
  const keeps = !when.namesTime && /^\d+$/.test(minute) && /^\d+$/.test(hour);
  return { cron: keeps ? atTime(when.cron, Number(hour), Number(minute)) : when.cron, timeZone };
}

function partial(when: When & { type: 'part' }, { current, notes }: Change): DraftSchedule | null {
  const { hour, minute, timeZone } = when;
  if (current === null) {
    notes.understood.push(`When: “${when.matchedText}”`);
    notes.questions.push('How often should it run: every day, every weekday, every week?');
    return null;
  }
  const cron = hour === undefined || minute === undefined ? current.cron : atTime(current.cron, hour, minute);
  return { cron, timeZone: timeZone ?? current.timeZone };
}

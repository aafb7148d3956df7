/**
 * When a cron expression fires in a time zone. A slot is a local time: where clocks skip it, it fires at the first
 * instant after the gap; where clocks show it twice, at the first of the two only.
 */
import { type CronFields, readCron } from './cron.ts';
import { addDays, type LocalCalendar, localCalendar } from './local-calendar.ts';

export interface FireTimes {
  readonly cron: string;
  readonly timeZone: string;
  /** The first fire is later than this. */
  readonly after: Date;
  readonly count: number;
}

/** A 29th of February can be eight years away (1896 to 1904). */
const FARTHEST_DAYS = 366 * 8 + 3;
const DAY_MS = 86_400_000;

/** Throws a RangeError for a cron expression or a time zone that does not exist: both are checked at the door. */
export function nextFires({ cron, timeZone, after, count }: FireTimes): Date[] {
  const reading = readCron(cron);
  if (!reading.ok) throw new RangeError(`cron ${reading.message}`);
  const calendar = localCalendar(timeZone);
  const fires: Date[] = [];
  let last = after.getTime();
  // One day earlier: a slot of yesterday that clocks skipped may fire today.
  let date = addDays(calendar.dateOf(after), -1);
  for (let i = 0; i <= FARTHEST_DAYS && fires.length < count; i += 1) {
    for (const slot of slotsOf(date, reading.fields)) {
      const instant = instantOf(slot, calendar);
      if (instant <= last) continue;
      last = instant;
      fires.push(new Date(instant));
      if (fires.length === count) break;
    }
    date = addDays(date, 1);
  }
  return fires;
}

/** How often it fires in a month, on the average of the year that begins with `from` (`YYYY-MM-DD`). */
export function firesPerMonth(cron: string, from: string): number {
  const reading = readCron(cron);
  if (!reading.ok) throw new RangeError(`cron ${reading.message}`);
  let slots = 0;
  for (let i = 0; i < 365; i += 1) slots += slotsOf(addDays(from, i), reading.fields).length;
  return slots / 12;
}

/** Local times without a zone, as milliseconds of a clock that never changes. */
function slotsOf(date: string, fields: CronFields): number[] {
  const midnight = Date.parse(`${date}T00:00:00Z`);
  if (!isDay(new Date(midnight), fields)) return [];
  return fields.hours.flatMap((hour) =>
    fields.minutes.map((minute) => midnight + (hour * 60 + minute) * 60_000),
  );
}

function isDay(day: Date, fields: CronFields): boolean {
  if (!fields.months.includes(day.getUTCMonth() + 1)) return false;
  const isDayOfMonth = fields.daysOfMonth.includes(day.getUTCDate());
  const isWeekday = fields.weekdays.includes(day.getUTCDay());
  if (fields.anyDayOfMonth || fields.anyWeekday) return isDayOfMonth && isWeekday;
  return isDayOfMonth || isWeekday;
}

function instantOf(slot: number, calendar: LocalCalendar): number {
  const clockAt = (instant: number): number =>
    Date.parse(`${calendar.isoOf(new Date(instant)).slice(0, 19)}Z`);
  const offsets = [slot - DAY_MS, slot + DAY_MS].map((instant) => clockAt(instant) - instant);
  const candidates = offsets.map((offset) => slot - offset).sort((a, b) => a - b);
  const shown = candidates.find((instant) => clockAt(instant) === slot);
  if (shown !== undefined) return shown;
  // In a gap, clocks read less than the slot until they jump past it.
  let before = slot - DAY_MS - Math.max(...offsets);
  let reached = slot + DAY_MS - Math.min(...offsets);
  while (reached - before > 1) {
    const middle = Math.floor((before + reached) / 2);
    if (clockAt(middle) < slot) before = middle;
    else reached = middle;
  }
  return reached;
}

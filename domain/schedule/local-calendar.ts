/** Instants as the clocks and calendars of one time zone show them. Nothing here assumes that days have 24 hours. */
import { perTimeZone } from './per-time-zone.ts';

export interface LocalCalendar {
  /** `YYYY-MM-DD` of the local day. */
  readonly dateOf: (instant: Date) => string;
  /** Local hour of the day, 0 to 23. */
  readonly hourOf: (instant: Date) => number;
  /** Local time to the second with its offset: `2026-03-29T03:30:00+02:00`. */
  readonly isoOf: (instant: Date) => string;
  /** First instant of a local day, which is not midnight where clocks skip it. */
  readonly startOf: (date: string) => Date;
}

type Part = 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second';

/** No zone is or was further from UTC than this. */
const FARTHEST_OFFSET_MS = 16 * 3_600_000;

/** Throws a RangeError when there is no such IANA time zone. */
export const localCalendar = perTimeZone(makeCalendar);

function makeCalendar(timeZone: string): LocalCalendar {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  const partsOf = (instant: Date): Record<Part, string> => {
    const parts = format.formatToParts(instant).map(({ type, value }) => [type, value]);
    return Object.fromEntries(parts) as Record<Part, string>;
  };
  const dateOf = (instant: Date): string => {
    const { year, month, day } = partsOf(instant);
    return `${year.padStart(4, '0')}-${month}-${day}`;
  };
  return {
    dateOf,
    hourOf: (instant) => Number(partsOf(instant).hour),
    isoOf: (instant) => {
      const { hour, minute, second } = partsOf(instant);
      const local = `${dateOf(instant)}T${hour}:${minute}:${second}`;
      const seconds = Math.floor(instant.getTime() / 1000) * 1000;
      return local + offsetText(Date.parse(`${local}Z`) - seconds);
    },
    startOf: remembered((date) => firstInstant(date, dateOf)),
  };
}

/** Days that a process asks for again and again: today, its neighbours, the ends of its months. */
const DAYS_REMEMBERED = 100;

function remembered(startOf: (date: string) => Date): (date: string) => Date {
  const known = new Map<string, number>();
  return (date) => {
    const time = known.get(date) ?? startOf(date).getTime();
    if (known.size === DAYS_REMEMBERED) known.clear();
    known.set(date, time);
    return new Date(time);
  };
}

/** The day `count` days after a `YYYY-MM-DD`; negative counts go back. */
export function addDays(date: string, count: number): string {
  const day = new Date(`${date}T00:00:00Z`);
  day.setUTCDate(day.getUTCDate() + count);
  return day.toISOString().slice(0, 10);
}

/** Searched for rather than computed: an offset read on one side of a clock change is wrong on the other. */
function firstInstant(date: string, dateOf: (instant: Date) => string): Date {
  const utcMidnight = Date.parse(`${date}T00:00:00Z`);
  let before = utcMidnight - FARTHEST_OFFSET_MS;
  let reached = utcMidnight + FARTHEST_OFFSET_MS;
  while (reached - before > 1) {
    const middle = Math.floor((before + reached) / 2);
    if (dateOf(new Date(middle)) < date) before = middle;
    else reached = middle;
  }
  return new Date(reached);
}

function offsetText(offsetMs: number): string {
  const minutes = Math.round(Math.abs(offsetMs) / 60_000);
  const pad = (value: number): string => String(value).padStart(2, '0');
  return `${offsetMs < 0 ? '-' : '+'}${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`;
}

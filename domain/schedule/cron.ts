/**
 * Cron in the five-field form that every scheduler agrees on: minute, hour, day of the month, month, weekday.
 * Extensions (seconds, L, W, #) are refused, because not every engine that may fire a schedule knows them.
 */
export interface CronFields {
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  readonly daysOfMonth: readonly number[];
  readonly months: readonly number[];
  /** 0 is Sunday. */
  readonly weekdays: readonly number[];
  /** When both are restricted, a day that fits either counts: so it has been since the first cron. */
  readonly anyDayOfMonth: boolean;
  readonly anyWeekday: boolean;
}

export type CronReading =
  | { readonly ok: true; readonly fields: CronFields }
  /** A sentence part for people: "must have five fields …". */
  | { readonly ok: false; readonly message: string };

interface FieldRange {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  readonly names?: readonly string[];
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

const RANGES: readonly FieldRange[] = [
  { name: 'minute', min: 0, max: 59 },
  { name: 'hour', min: 0, max: 23 },
  { name: 'day of the month', min: 1, max: 31 },
  { name: 'month', min: 1, max: 12, names: MONTHS },
  // 7 is Sunday too.
  { name: 'weekday', min: 0, max: 7, names: WEEKDAYS },
];

const LONGEST_CRON = 200;

export function readCron(text: string): CronReading {
  const parts = text.trim().split(/\s+/);
  if (text.length > LONGEST_CRON || parts.length !== RANGES.length) {
    return {
      ok: false,
      message: 'must have five fields: minute, hour, day of the month, month, weekday, such as "0 8 * * 1-5"',
    };
  }
  const values: (readonly number[])[] = [];
  for (const [i, range] of RANGES.entries()) {
    const part = parts[i] ?? '';
    const read = readField(part.toLowerCase(), range);
    if (read === undefined) return { ok: false, message: wrongField(part, range) };
    values.push(read);
  }
  const fields = fieldsOf(values, parts);
  if (hasNoDay(fields)) return { ok: false, message: 'is never due: it names a day that no year has' };
  return { ok: true, fields };
}

function wrongField(part: string, { name, min, max }: FieldRange): string {
  return `has "${part}" as its ${name}: use ${String(min)} to ${String(max)}, lists, ranges or *`;
}

function fieldsOf(values: readonly (readonly number[])[], parts: readonly string[]): CronFields {
  const [minutes = [], hours = [], daysOfMonth = [], months = [], weekdays = []] = values;
  return {
    minutes,
    hours,
    daysOfMonth,
    months,
    weekdays: unique(weekdays.map((day) => day % 7)),
    anyDayOfMonth: parts[2] === '*',
    anyWeekday: parts[4] === '*',
  };
}

function readField(text: string, range: FieldRange): readonly number[] | undefined {
  const found: number[] = [];
  for (const part of text.split(',')) {
    const values = readPart(part, range);
    if (values === undefined) return undefined;
    found.push(...values);
  }
  return unique(found);
}

function readPart(text: string, range: FieldRange): readonly number[] | undefined {
  const match = /^(?:(\*)|([a-z\d]+)(?:-([a-z\d]+))?)(?:\/(\d{1,2}))?$/.exec(text);
  if (match === null) return undefined;
  const [, star, firstText = '', lastText, stepText] = match;
  const highest = range.names === WEEKDAYS ? 6 : range.max;
  if (star !== undefined) return everyNth(range.min, highest, stepText, range);
  // "5/10" means different things to different engines.
  if (lastText === undefined && stepText !== undefined) return undefined;
  return everyNth(valueOf(firstText, range), valueOf(lastText ?? firstText, range), stepText, range);
}

function everyNth(
  first: number | undefined,
  last: number | undefined,
  stepText: string | undefined,
  { min, max }: FieldRange,
): readonly number[] | undefined {
  const step = Number(stepText ?? 1);
  if (first === undefined || last === undefined || last < first) return undefined;
  // A step beyond the range is a mistake, and some engines refuse it. (Sunday is in its range twice.)
  if (step < 1 || step > Math.min(max - min + 1, max === 7 ? 7 : 60)) return undefined;
  return Array.from({ length: Math.floor((last - first) / step) + 1 }, (_, i) => first + i * step);
}

function valueOf(text: string, { min, max, names }: FieldRange): number | undefined {
  const named = names?.indexOf(text) ?? -1;
  if (named >= 0) return named + min;
  const value = /^\d{1,2}$/.test(text) ? Number(text) : NaN;
  return value >= min && value <= max ? value : undefined;
}

function unique(values: readonly number[]): readonly number[] {
  return [...new Set(values)].sort((a, b) => a - b);
}

const LONGEST_MONTH = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** The 30th of February, which would be looked for forever. */
function hasNoDay({ daysOfMonth, months, anyWeekday }: CronFields): boolean {
  const first = daysOfMonth[0] ?? 1;
  return anyWeekday && months.every((month) => (LONGEST_MONTH[month - 1] ?? 31) < first);
}

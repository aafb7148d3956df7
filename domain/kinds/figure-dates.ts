/** Dates and times in a text, in ISO form, in words and as they are written in English and German. */
import { numberValues } from './figure-numbers.ts';
import { type FigureToken, type Pass, tokenOf } from './figure-pass.ts';

const MONTHS = [
  'Jan(?:uary|uar)?',
  'Feb(?:ruary|ruar)?',
  'Mar(?:ch)?|März|Mrz',
  'Apr(?:il)?',
  'May|Mai',
  'June?|Juni',
  'July?|Juli',
  'Aug(?:ust)?',
  'Sept?(?:ember)?',
  'Oct(?:ober)?|Okt(?:ober)?',
  'Nov(?:ember)?',
  'Dec(?:ember)?|Dez(?:ember)?',
];
const MONTH = `(?<!\\p{L})(?<month>${MONTHS.join('|')})(?!\\p{L})\\.?`;
const ORDINAL = '(?:st|nd|rd|th)?';
const GAP = '[ \\t\\u00a0]';
const YEAR = `(?:,?${GAP}+(?<year>\\d{4})(?!\\d))?`;
const TO = `${GAP}?(?:[-–—]|to|bis|and|und)${GAP}?`;
const NUMBER_BEFORE = '(?<![\\d.,:/-])';

const ISO_DATES: readonly Pass[] = [
  {
    pattern:
      /(?<![\w-])(?<year>\d{4})-(?<month>\d\d)-(?<day>\d\d)(?:(?:T|,?[ \t]+)(?<time>\d\d:\d\d(?::\d\d)?)(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?)?(?!\d)/g,
    read: (match) => {
      const { year, month = '', day = '', time } = match.groups ?? {};
      const date = dateKey(year, Number(month), Number(day));
      if (date === undefined) return undefined;
      const dateToken = { text: match[0].slice(0, 10), at: match.index, keys: [date] };
      if (time === undefined) return [dateToken];
      const at = match[0].indexOf(time);
      return [dateToken, { text: time, at: match.index + at, keys: [`time:${time}`] }];
    },
  },
  {
    pattern: /(?<![\w-])(?:19|20)\d\d-(?:0[1-9]|1[0-2])(?![\w-])/g,
    read: (match) => [{ text: match[0], at: match.index, keys: [`month:${match[0]}`] }],
  },
];

const WRITTEN_DATES: readonly Pass[] = [
  {
    pattern: new RegExp(
      `${NUMBER_BEFORE}(?:(?<other>\\d{1,2})\\.?${ORDINAL}${TO})?(?<day>\\d{1,2})\\.?${ORDINAL}${GAP}*(?:of${GAP}+)?${MONTH}${YEAR}`,
      'gu',
    ),
    read: readWritten,
  },
  {
    pattern: new RegExp(
      `${MONTH}${GAP}+(?<day>\\d{1,2})${ORDINAL}(?![\\d:%]|[.,]\\d)(?:${TO}(?<other>\\d{1,2})${ORDINAL}(?!\\d|[.,:]\\d))?${YEAR}`,
      'gu',
    ),
    read: readWritten,
  },
  {
    pattern: new RegExp(`${MONTH}${GAP}+(?<year>(?:19|20)\\d\\d)(?!\\d)`, 'gu'),
    read: (match) => {
      const { year, month } = match.groups ?? {};
      return [{ text: match[0], at: match.index, keys: [`month:${year ?? ''}-${two(monthNumber(month))}`] }];
    },
  },
];

const NUMERIC_DATES: readonly Pass[] = [
  {
    // Which of the two comes first depends on the country.
    pattern: /(?<![\d/])(\d{1,2})\/(\d{1,2})\/(\d{4}|\d\d)(?![\d/])/g,
    read: (match) => {
      const [, a, b, year] = match;
      return numericDate(match, [dateKey(year, Number(b), Number(a)), dateKey(year, Number(a), Number(b))]);
    },
  },
  {
    pattern: /(?<![\d.,])(\d{1,2})\.(\d{1,2})\.(\d{4}|\d\d)(?!\d|\.\d)/g,
    read: (match) => numericDate(match, [dateKey(match[3], Number(match[2]), Number(match[1]))]),
  },
  {
    // "Am 12.11." is a day, "it cost 12.11." an amount at the end of a sentence.
    pattern: /(?<![\d.,])(\d{1,2})\.(\d{1,2})\.(?!\d)/g,
    read: (match) => {
      const key = dateKey(undefined, Number(match[2]), Number(match[1]));
      const amount = numberValues(match[0].slice(0, -1)).map((value) => `number:${value}`);
      return key === undefined ? undefined : tokenOf(match, [key, ...amount]);
    },
  },
];

const CLOCK: Pass = {
  pattern:
    /(?<![\d.,:])(?<hour>[01]?\d|2[0-4]):(?<minute>[0-5]\d)(?::(?<second>[0-5]\d))?(?:[ \t]?(?<half>[ap])\.?m\b)?(?![\d:])/gi,
  read: (match) => readTime(match),
};

const SPOKEN_TIME: Pass = {
  pattern:
    /(?<![\d.,:])(?<hour>[01]?\d|2[0-4])(?:\.(?<minute>[0-5]\d))?[ \t]?(?:(?<half>[ap])\.?m\b|(?<uhr>Uhr)\b)/gi,
  read: (match) => {
    const { hour = '', minute, half } = match.groups ?? {};
    // "14 Uhr" may be an hour that a result gives as 14; "12 am Montag" is no time at all.
    const isBare = minute === undefined && half?.toLowerCase() !== 'p';
    return readTime(match, isBare ? [`number:${String(Number(hour))}`] : []);
  },
};

/** Dates and times whose parts are no figures by themselves. */
export const COMPACT_PASSES: readonly Pass[] = [...ISO_DATES, ...NUMERIC_DATES, CLOCK];

/** Dates and times in words. */
export const SPOKEN_PASSES: readonly Pass[] = [...WRITTEN_DATES, SPOKEN_TIME];

function readTime(match: RegExpExecArray, more: readonly string[] = []): FigureToken[] | undefined {
  const { hour, minute = '00', second, half } = match.groups ?? {};
  const hours = half === undefined ? Number(hour) : hourOfDay(Number(hour), half);
  const seconds = second === undefined ? '' : `:${second}`;
  return hours === undefined
    ? undefined
    : tokenOf(match, [`time:${two(hours)}:${minute}${seconds}`, ...more]);
}

function hourOfDay(hour: number, half: string): number | undefined {
  if (hour < 1 || hour > 12) return undefined;
  return (hour % 12) + (half.toLowerCase() === 'p' ? 12 : 0);
}

/** "21 November 2026", "14–21 November", "Nov 14-21, 2026": one figure for each day. */
function readWritten(match: RegExpExecArray): FigureToken[] | undefined {
  const { other, day, month, year } = match.groups ?? {};
  const key = dateKey(year, monthNumber(month), Number(day));
  if (key === undefined) return undefined;
  const whole = { text: match[0], at: match.index, keys: [key] };
  if (other === undefined) return [whole];
  const otherDay = dateKey(year, monthNumber(month), Number(other));
  // "Between 5 and 21 November" may speak of five things.
  const keys = [`number:${String(Number(other))}`, ...(otherDay === undefined ? [] : [otherDay])];
  return [whole, { text: other, at: match.index + match[0].lastIndexOf(other), keys }];
}

function numericDate(
  match: RegExpExecArray,
  keys: readonly (string | undefined)[],
): FigureToken[] | undefined {
  const known = keys.filter((key) => key !== undefined);
  return known.length === 0 ? undefined : tokenOf(match, known);
}

/** The key of a day, with or without its year; undefined when there is no such day. */
function dateKey(year: string | undefined, month: number, day: number): string | undefined {
  if (month < 1 || month > 12 || day < 1 || day > 31) return undefined;
  if (year === undefined) return `monthday:${two(month)}-${two(day)}`;
  return `date:${year.length === 2 ? '20' : ''}${year}-${two(month)}-${two(day)}`;
}

function monthNumber(name = ''): number {
  return MONTHS.findIndex((pattern) => new RegExp(`^(?:${pattern})$`).test(name)) + 1;
}

function two(number: number): string {
  return String(number).padStart(2, '0');
}

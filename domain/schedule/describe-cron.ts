/** A cron expression in plain words: "every weekday at 09:00". */
import { type CronFields, readCron } from './cron.ts';

const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
const ALL_WEEK = '0,1,2,3,4,5,6';
const WORKDAYS = '1,2,3,4,5';
const WEEKEND = '0,6';
const MOST_TIMES = 6;

/** Throws a RangeError for what is no cron expression. */
export function describeCron(cron: string): string {
  const reading = readCron(cron);
  if (!reading.ok) throw new RangeError(`cron ${reading.message}`);
  const { fields } = reading;
  const days = daysText(fields);
  const parts = [
    timesAreSteps(fields) ? '' : days,
    timesText(fields),
    timesAreSteps(fields) ? onDays(days) : '',
  ];
  return [...parts, monthsText(fields)].filter((part) => part !== '').join(' ');
}

function daysText({ weekdays, daysOfMonth, anyDayOfMonth, anyWeekday, months }: CronFields): string {
  const week = weekText(weekdays);
  if (anyDayOfMonth) return week;
  const month = `on the ${list(daysOfMonth.map(ordinal))} of ${months.length === 12 ? 'every month' : 'the month'}`;
  return anyWeekday ? month : `${month} and ${week}`;
}

function weekText(weekdays: readonly number[]): string {
  const key = weekdays.join(',');
  if (key === ALL_WEEK) return 'every day';
  if (key === WORKDAYS) return 'every weekday';
  if (key === WEEKEND) return 'every Saturday and Sunday';
  // The week of people who plan begins on Monday.
  const ordered = [...weekdays].sort((a, b) => ((a + 6) % 7) - ((b + 6) % 7));
  return `every ${list(ordered.map((day) => WEEKDAYS[day] ?? ''))}`;
}

function onDays(days: string): string {
  return days === 'every day' ? '' : days.replace(/^every /, 'on every ');
}

/** So many times that their rhythm says more than their list. */
function timesAreSteps({ minutes, hours }: CronFields): boolean {
  const isMany = minutes.length * hours.length > MOST_TIMES;
  return isMany && (stepOf(minutes, 60) !== undefined || stepOf(hours, 24) !== undefined);
}

function timesText(fields: CronFields): string {
  const { minutes, hours } = fields;
  const times = hours.flatMap((hour) => minutes.map((minute) => `${pad(hour)}:${pad(minute)}`));
  if (times.length <= MOST_TIMES) return `at ${list(times)}`;
  const everyMinutes = stepOf(minutes, 60);
  if (everyMinutes !== undefined) {
    const base = everyMinutes === 1 ? 'every minute' : `every ${String(everyMinutes)} minutes`;
    return hours.length === 24 ? base : `${base} in the ${hourText(hours)}`;
  }
  const minuteText = `at minute ${list(minutes.map(String))}`;
  const everyHours = stepOf(hours, 24);
  if (everyHours === undefined) return `${minuteText} of the ${hourText(hours)}`;
  const base = everyHours === 1 ? 'every hour' : `every ${String(everyHours)} hours`;
  return minutes.join(',') === '0' ? base : `${base} ${minuteText}`;
}

function hourText(hours: readonly number[]): string {
  const [first = 0] = hours;
  const last = hours.at(-1) ?? first;
  const isRun = last - first === hours.length - 1;
  if (isRun && hours.length > 1) return `hours from ${pad(first)} to ${pad(last)}`;
  return `${hours.length === 1 ? 'hour' : 'hours'} ${list(hours.map(pad))}`;
}

/** The step when the values are every so many of the whole range. */
function stepOf(values: readonly number[], size: number): number | undefined {
  const [first, second] = values;
  if (first !== 0 || second === undefined) return undefined;
  const isWhole = values.length === Math.ceil(size / second);
  return isWhole && size % second === 0 && values.every((value, i) => value === i * second)
    ? second
    : undefined;
}

function monthsText({ months }: CronFields): string {
  return months.length === 12 ? '' : `in ${list(months.map((month) => MONTHS[month - 1] ?? ''))}`;
}

function ordinal(day: number): string {
  const isTeen = day > 10 && day < 14;
  const ending = isTeen ? 'th' : (['th', 'st', 'nd', 'rd'][day % 10] ?? 'th');
  return `${String(day)}${ending}`;
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}

function list(items: readonly string[]): string {
  if (items.length < 2) return items.join('');
  return `${items.slice(0, -1).join(', ')} and ${items.at(-1) ?? ''}`;
}

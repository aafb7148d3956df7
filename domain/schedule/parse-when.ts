/**
 * From free text to a cron expression, in English and German, with the basics of French and Spanish. Times are
 * resolved here and never by a model: the same words always mean the same hours, and what was assumed is said.
 */
import { readCron } from './cron.ts';
import { describeCron } from './describe-cron.ts';
import { blank, type Found, foldText } from './folded-text.ts';
import { findRecurrence, type Recurrence } from './recurrence.ts';
import { findTimes, type TimeOfDay } from './time-of-day.ts';
import { findZone } from './zone-names.ts';

export type When =
  | {
      readonly type: 'schedule';
      readonly cron: string;
      /** As the text names it; without it the organization's own. */
      readonly timeZone: string | undefined;
      readonly words: string;
      /** The text says at what hours, or that it is all day long. */
      readonly namesTime: boolean;
      /** The part of the text that says it. */
      readonly matchedText: string;
      /** What the text left open and how it was read, as sentence parts. */
      readonly assumptions: readonly string[];
    }
  /** A time of day or a zone and nothing about how often: enough to change a schedule, not to make one. */
  | {
      readonly type: 'part';
      readonly hour: number | undefined;
      readonly minute: number | undefined;
      readonly timeZone: string | undefined;
      readonly matchedText: string;
      readonly assumptions: readonly string[];
    }
  | { readonly type: 'once'; readonly matchedText: string }
  | { readonly type: 'inexpressible'; readonly reason: string; readonly matchedText: string };

/** Where nobody said an hour. */
const USUAL_HOUR = 8;
/** Longer texts are documents, not wishes: what follows is not looked at. */
const LONGEST_TEXT = 20_000;

const WRITTEN_CRON = /(?<!\S)(?:[\d*/,-]+ ){4}[\d*/,-]+(?!\S)/;

/** Undefined when the text speaks of no time. Never throws. */
export function parseWhen(original: string): When | undefined {
  const text = original.slice(0, LONGEST_TEXT);
  const written = writtenCron(text);
  if (written !== undefined) return written;
  const { zone, rest } = findZone(foldText(text));
  const recurrence = findRecurrence(rest);
  const isInterval = recurrence !== undefined && recurrence.value.type === 'interval';
  const { times } = findTimes(isInterval ? blank(rest, recurrence) : rest);
  const matchedText = quote(text, [recurrence, ...times, zone]);
  if (recurrence === undefined) return partOf(times, zone?.value, matchedText);
  return recurring(recurrence.value, times, zone?.value, matchedText);
}

function recurring(
  value: Recurrence,
  times: readonly Found<TimeOfDay>[],
  timeZone: string | undefined,
  matchedText: string,
): When {
  if (value.type === 'once') return { type: 'once', matchedText };
  if (value.type === 'inexpressible') return { ...value, matchedText };
  const { cron, assumptions } = toCron(value, times);
  const namesTime = times.length > 0 || value.type !== 'days';
  return { type: 'schedule', cron, timeZone, words: describeCron(cron), namesTime, matchedText, assumptions };
}

/** The same days at another time of day. */
export function atTime(cron: string, hour: number, minute: number): string {
  return [String(minute), String(hour), ...cron.trim().split(/\s+/).slice(2)].join(' ');
}

function writtenCron(text: string): When | undefined {
  const match = WRITTEN_CRON.exec(text.replaceAll(/\s/g, ' '));
  if (match === null) return undefined;
  const [cron] = match;
  if (!readCron(cron).ok) return undefined;
  const { zone } = findZone(foldText(text));
  const timeZone = zone?.value;
  const words = describeCron(cron);
  return { type: 'schedule', cron, timeZone, words, namesTime: true, matchedText: cron, assumptions: [] };
}

function partOf(
  times: readonly Found<TimeOfDay>[],
  timeZone: string | undefined,
  matchedText: string,
): When | undefined {
  const time = times[0]?.value;
  if (time === undefined && timeZone === undefined) return undefined;
  const assumptions = time === undefined ? [] : guesses([time]);
  return { type: 'part', hour: time?.hour, minute: time?.minute, timeZone, matchedText, assumptions };
}

interface Cron {
  readonly cron: string;
  readonly assumptions: readonly string[];
}

type Repeated = Exclude<Recurrence, { type: 'once' | 'inexpressible' }>;

function toCron(value: Repeated, found: readonly Found<TimeOfDay>[]): Cron {
  const times = found.map((item) => item.value);
  if (value.type === 'interval') return { cron: `${value.minute} ${value.hour} * * *`, assumptions: [] };
  if (value.type === 'times') {
    const named = times.length > 1;
    const chosen = named ? times : value.hours.map((hour) => ({ hour, minute: 0, isGuess: false }));
    return {
      cron: `${clockFields(chosen).fields} * * *`,
      assumptions: named ? guesses(times) : [value.assumed],
    };
  }
  const { dayOfMonth, month, weekday, assumed } = value;
  const silent = times.length === 0 ? [`no time of day was named, so it is ${pad(USUAL_HOUR)}:00`] : [];
  const clock = clockFields(times.length === 0 ? [{ hour: USUAL_HOUR, minute: 0, isGuess: false }] : times);
  return {
    cron: `${clock.fields} ${dayOfMonth} ${month} ${weekday}`,
    assumptions: [
      ...(assumed === undefined ? [] : [assumed]),
      ...silent,
      ...guesses(times),
      ...clock.assumptions,
    ],
  };
}

/** One expression has one list of minutes for all of its hours: times that do not share them cannot all be kept. */
function clockFields(times: readonly TimeOfDay[]): {
  readonly fields: string;
  readonly assumptions: readonly string[];
} {
  const minute = times[0]?.minute ?? 0;
  const kept = times.filter((time) => time.minute === minute);
  const hours = [...new Set(kept.map((time) => time.hour))].sort((a, b) => a - b);
  const left = times.filter((time) => time.minute !== minute).map(clockText);
  return {
    fields: `${String(minute)} ${hours.join(',')}`,
    assumptions: left.length === 0 ? [] : [`${left.join(' and ')} needs a schedule of its own`],
  };
}

function guesses(times: readonly TimeOfDay[]): string[] {
  const guessed = times.filter((time) => time.isGuess).map(clockText);
  return guessed.length === 0 ? [] : [`${guessed.join(' and ')} was taken as the usual time of day for it`];
}

function clockText({ hour, minute }: TimeOfDay): string {
  return `${pad(hour)}:${pad(minute)}`;
}

function quote(text: string, found: readonly (Found<unknown> | undefined)[]): string {
  const parts = found.filter((item) => item !== undefined).sort((a, b) => a.at - b.at);
  const words = parts.map(({ at, end }) => text.slice(at, end).trim());
  return [...new Set(words)].join(' … ');
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}

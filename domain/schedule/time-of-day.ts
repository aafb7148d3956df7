/** Finds times of day in folded text: "8am", "half past two", "halb drei", "8h30", "a las nueve y media". */
import { blank, type Found } from './folded-text.ts';
import { isWord, NUMBER, numberOf } from './number-words.ts';

export interface TimeOfDay {
  readonly hour: number;
  readonly minute: number;
  /** Said on a clock of twelve hours without its half of the day. */
  readonly isGuess: boolean;
}

interface Clock {
  readonly hour: number;
  readonly minute: number;
  readonly half?: 'am' | 'pm' | undefined;
  /** In the manner of speaking, in which people mean working hours: "half past two", "at 3". */
  readonly isSpoken: boolean;
}

type Rule = readonly [pattern: RegExp, read: (groups: readonly string[]) => Clock];

/** Not the German "am": "um 3 am Freitag". */
const HALF = '(am(?! (?:[a-z]+tag|mittwoch|ersten|\\d))|pm|a\\.m\\.?|p\\.m\\.?)';
/** What is no time although it looks like one: "the last 12h", "in 2 h". */
const NO_SPAN = '(?<!\\b(?:last|past|letzten?|dernieres?|ultimas?|in|dans|within)\\s{1,3})';

const spoken = (hour: number, minute = 0): Clock => ({ hour, minute, isSpoken: true });
/** "halb drei" and "quarter to three" name the hour that comes. */
const before = (hourText: string, minute: number): Clock => {
  const hour = numberOf(hourText);
  return spoken(hour === 0 ? 23 : hour === 1 ? 12 : hour - 1, minute);
};
const AFTER_HOUR: readonly (readonly [RegExp, number])[] = [
  [/demie|media/, 30],
  [/quart|cuarto/, 15],
];
const minutesIn = (text: string): number =>
  /^\d+$/.test(text) ? Number(text) : (AFTER_HOUR.find(([pattern]) => pattern.test(text))?.[1] ?? 0);

const rule = (pattern: string, read: Rule[1]): Rule => [new RegExp(pattern, 'g'), read];

/** In order: what says more comes first. */
const RULES: readonly Rule[] = [
  rule(`\\b(\\d{1,2}):(\\d{2})(?:\\s{0,2}${HALF}(?![a-z]))?`, ([h = '', m = '', half]) => ({
    hour: Number(h),
    minute: Number(m),
    half: halfOf(half),
    isSpoken: false,
  })),
  rule(
    `\\b(?:um|at|gegen|a las) (\\d{1,2})\\.(\\d{2})\\b(?!\\.)|\\b(\\d{1,2})\\.(\\d{2}) ?uhr\\b`,
    ([h, m, h2, m2]) => ({
      hour: Number(h ?? h2),
      minute: Number(m ?? m2),
      isSpoken: false,
    }),
  ),
  rule(`\\bhalf past (${NUMBER})\\b`, ([h = '']) => spoken(numberOf(h), 30)),
  rule(`\\b(?:a )?quarter past (${NUMBER})\\b|\\bviertel nach (${NUMBER})\\b`, ([a, b]) =>
    spoken(numberOf(a ?? b ?? ''), 15),
  ),
  rule(`\\b(?:a )?quarter to (${NUMBER})\\b|\\b(?:drei)?viertel (?:vor )?(${NUMBER})\\b`, ([a, b]) =>
    before(a ?? b ?? '', 45),
  ),
  rule(`\\bhalb (${NUMBER})\\b`, ([h = '']) => before(h, 30)),
  rule(`\\b(${NUMBER}) ?uhr(?: (\\d{2})\\b)?`, ([h = '', m = '0']) => ({
    hour: numberOf(h),
    minute: Number(m),
    isSpoken: isWord(h),
  })),
  rule(
    `${NO_SPAN}\\b(${NUMBER}) ?(?:h|heures?)(?: ?(\\d{2})\\b| (et demie|et quart))?(?![a-z])`,
    ([h = '', m, words = '']) => ({ hour: numberOf(h), minute: minutesIn(m ?? words), isSpoken: isWord(h) }),
  ),
  rule(`\\b(${NUMBER}) ?${HALF}(?![a-z])`, ([h = '', half]) => ({
    hour: numberOf(h),
    minute: 0,
    half: halfOf(half),
    isSpoken: true,
  })),
  rule(`\\ba las? (${NUMBER}) menos cuarto\\b`, ([h = '']) => before(h, 45)),
  rule(`\\ba las? (${NUMBER})\\b(?: y (media|cuarto|\\d{2})\\b)?`, ([h = '', m = '']) =>
    spoken(numberOf(h), minutesIn(m)),
  ),
  rule(`\\b(${NUMBER}) o'?clock\\b`, ([h = '']) => spoken(numberOf(h))),
  rule(
    `\\b(?:at|um|gegen|around|by|make it|make that) (${NUMBER})\\b(?![.,:]?\\d| ?(?:%|percent|minut|stund|hour|day|tag|week|woch|month|people|lead))`,
    ([h = '']) => spoken(numberOf(h)),
  ),
  rule('\\b(?:noon|midday|mittags?|midi|mediodia)\\b', () => ({
    hour: 12,
    minute: 0,
    half: 'pm',
    isSpoken: false,
  })),
  rule('\\b(?:midnight|mitternachts?|minuit|medianoche)\\b', () => ({
    hour: 0,
    minute: 0,
    half: 'am',
    isSpoken: false,
  })),
];

export interface FoundTimes {
  readonly times: readonly Found<TimeOfDay>[];
  /** The text without them. */
  readonly rest: string;
}

export function findTimes(folded: string): FoundTimes {
  const part = dayPartIn(folded);
  const times: Found<TimeOfDay>[] = [];
  let rest = folded;
  for (const [pattern, read] of RULES) {
    for (const match of rest.matchAll(pattern)) {
      const time = settle(read(match.slice(1)), part?.value);
      if (time === undefined) continue;
      const found = { value: time, at: match.index, end: match.index + match[0].length };
      times.push(found);
      rest = blank(rest, found);
    }
  }
  if (times.length === 0 && part !== undefined) times.push({ ...part, value: USUAL[part.value] });
  return { times: times.sort((a, b) => a.at - b.at), rest };
}

type DayPart = 'morning' | 'afternoon' | 'evening';

const DAY_PARTS: readonly (readonly [RegExp, DayPart])[] = [
  [
    /\bmorning\b|\b(?:jeden|am) morgen\b|morgens\b|vormittags?\b|\bmatins?\b|\b(?:la|cada|las) mananas?\b/,
    'morning',
  ],
  [/\bafternoons?\b|nachmittags?\b|\bapres-midi\b|\btardes?\b/, 'afternoon'],
  [/\bevenings?\b|\bnight\b|abends?\b|\bsoirs?\b|\bnoches?\b/, 'evening'],
];
/** What a part of the day stands for when no hour is said. */
const USUAL: Readonly<Record<DayPart, TimeOfDay>> = {
  morning: { hour: 8, minute: 0, isGuess: true },
  afternoon: { hour: 15, minute: 0, isGuess: true },
  evening: { hour: 18, minute: 0, isGuess: true },
};

function dayPartIn(folded: string): Found<DayPart> | undefined {
  for (const [pattern, value] of DAY_PARTS) {
    const match = pattern.exec(folded);
    if (match !== null) return { value, at: match.index, end: match.index + match[0].length };
  }
  return undefined;
}

/** The half of the day: as said, else by the part of the day, else such that it is within working hours. */
function settle({ hour, minute, half, isSpoken }: Clock, part: DayPart | undefined): TimeOfDay | undefined {
  if (hour > 23 || minute > 59) return undefined;
  const said = half ?? halfOfPart(part);
  if (said !== undefined)
    return { hour: (hour % 12) + (said === 'pm' || hour > 12 ? 12 : 0), minute, isGuess: false };
  const isGuess = isSpoken && hour >= 1 && hour <= 6;
  return { hour: isGuess ? hour + 12 : hour, minute, isGuess };
}

function halfOfPart(part: DayPart | undefined): 'am' | 'pm' | undefined {
  if (part === undefined) return undefined;
  return part === 'morning' ? undefined : 'pm';
}

function halfOf(text: string | undefined): 'am' | 'pm' | undefined {
  if (text === undefined) return undefined;
  return text.startsWith('a') ? 'am' : 'pm';
}

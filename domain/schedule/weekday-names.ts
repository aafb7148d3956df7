/** Days of the week in folded text, in four languages: "mondays", "freitags", "mo-fr", "los viernes". */
import { blank } from './folded-text.ts';

/** By number, 0 is Sunday. */
const NAMES: readonly (readonly string[])[] = [
  ['sunday', 'sonntag', 'dimanche', 'domingo'],
  ['monday', 'montag', 'lundi', 'lunes'],
  ['tuesday', 'dienstag', 'mardi', 'martes'],
  ['wednesday', 'mittwoch', 'mercredi', 'miercoles'],
  ['thursday', 'donnerstag', 'jeudi', 'jueves'],
  ['friday', 'freitag', 'vendredi', 'viernes'],
  ['saturday', 'samstag', 'sonnabend', 'samedi', 'sabado'],
];
/** Read as days in a range only: "sun", "mo" and "mar" are words of their own. */
const SHORT: readonly (readonly string[])[] = [
  ['sun', 'so', 'dim', 'dom'],
  ['mon', 'mo', 'lun'],
  ['tue', 'tues', 'di', 'mar'],
  ['wed', 'mi', 'mer', 'mie'],
  ['thu', 'thurs', 'do', 'jeu', 'jue'],
  ['fri', 'fr', 'ven', 'vie'],
  ['sat', 'sa', 'sam', 'sab'],
];

const numbered = (table: readonly (readonly string[])[]) =>
  table.flatMap((names, day) => names.map((name) => [name, day] as const));
const LONG_DAYS = new Map(numbered(NAMES));
const DAYS = new Map([...LONG_DAYS, ...numbered(SHORT)]);

/** For regular expressions: a whole name. */
export const WEEKDAY = [...LONG_DAYS.keys()].join('|');
const ANY = [...DAYS.keys()].sort((a, b) => b.length - a.length).join('|');

const RANGE = new RegExp(
  `\\b(${ANY})s?\\.?(?: ?- ?| (?:to|through|thru|until|till|bis|au|a) )(${ANY})s?\\b`,
  'g',
);
const SINGLE = new RegExp(
  `\\b(?:(every|each|jeden|jede|chaque|le|les|tous les|todos los|los|cada) )?(${WEEKDAY})(s?)(?=\\b|morgen|abend|vormittag|nachmittag)`,
  'g',
);

export interface FoundWeekdays {
  readonly weekdays: readonly number[];
  /** "on Friday" can mean one Friday; "on Fridays" and "every Friday" cannot. */
  readonly mayBeOne: boolean;
  readonly at: number;
  readonly end: number;
}

interface Named {
  readonly days: readonly number[];
  readonly mayBeOne: boolean;
  readonly at: number;
  readonly end: number;
}

export function findWeekdays(folded: string): FoundWeekdays | undefined {
  const ranges = [...folded.matchAll(RANGE)].map(readRange);
  const rest = ranges.reduce(blank, folded);
  const found = [...ranges, ...[...rest.matchAll(SINGLE)].map(readSingle)];
  if (found.length === 0) return undefined;
  return {
    weekdays: [...new Set(found.flatMap(({ days }) => days))].sort((a, b) => a - b),
    mayBeOne: found.every((named) => named.mayBeOne),
    at: Math.min(...found.map(({ at }) => at)),
    end: Math.max(...found.map(({ end }) => end)),
  };
}

function readRange({ 0: whole, 1: first, 2: last, index }: RegExpExecArray): Named {
  return {
    days: daysBetween(dayOf(first), dayOf(last)),
    mayBeOne: false,
    at: index,
    end: index + whole.length,
  };
}

function readSingle({ 0: whole, 1: every, 2: name, 3: plural, index }: RegExpExecArray): Named {
  const mayBeOne = every === undefined && plural !== 's';
  return { days: [dayOf(name)], mayBeOne, at: index, end: index + whole.length };
}

function dayOf(name: string | undefined): number {
  return DAYS.get(name ?? '') ?? 0;
}

/** From the first to the last, over the end of the week where needed. */
function daysBetween(first: number, last: number): number[] {
  return Array.from({ length: ((last - first + 7) % 7) + 1 }, (_, i) => (first + i) % 7);
}

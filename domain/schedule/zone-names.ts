/** Finds a time zone that a text names: "New York time", "MEZ", "UTC", "Europe/Paris". */
import { blank, type Found, foldText } from './folded-text.ts';

/** What people call zones that are no city. Abbreviations mean the place, so that its clock changes count. */
const NAMES: Readonly<Record<string, string>> = {
  utc: 'UTC',
  gmt: 'UTC',
  zulu: 'UTC',
  cet: 'Europe/Berlin',
  cest: 'Europe/Berlin',
  mez: 'Europe/Berlin',
  mesz: 'Europe/Berlin',
  bst: 'Europe/London',
  est: 'America/New_York',
  edt: 'America/New_York',
  'eastern time': 'America/New_York',
  cst: 'America/Chicago',
  cdt: 'America/Chicago',
  'central time': 'America/Chicago',
  'mountain time': 'America/Denver',
  pst: 'America/Los_Angeles',
  pdt: 'America/Los_Angeles',
  'pacific time': 'America/Los_Angeles',
  jst: 'Asia/Tokyo',
  aest: 'Australia/Sydney',
};
/** Cities that people name and the zone database does not, or calls otherwise. */
const CITIES: Readonly<Record<string, string>> = {
  'san francisco': 'America/Los_Angeles',
  hamburg: 'Europe/Berlin',
  munich: 'Europe/Berlin',
  munchen: 'Europe/Berlin',
  wien: 'Europe/Vienna',
  zurich: 'Europe/Zurich',
  londres: 'Europe/London',
  geneva: 'Europe/Zurich',
  boston: 'America/New_York',
  mumbai: 'Asia/Kolkata',
  'nueva york': 'America/New_York',
  'new yorker': 'America/New_York',
  ny: 'America/New_York',
};

const zones = new Map<string, string>();

/** Folded last parts of zone names ("new york") and the zones they belong to. */
function cityZones(): ReadonlyMap<string, string> {
  if (zones.size > 0) return zones;
  for (const zone of Intl.supportedValuesOf('timeZone')) {
    const city = zone.slice(zone.lastIndexOf('/') + 1).replaceAll('_', ' ');
    zones.set(foldText(city), zone);
  }
  for (const [city, zone] of Object.entries(CITIES)) zones.set(city, zone);
  return zones;
}

const WRITTEN =
  /\b(?:africa|america|antarctica|asia|atlantic|australia|europe|indian|pacific|etc)\/[a-z_+\-/\d]{2,40}/;
const NAMED = new RegExp(`\\b(${Object.keys(NAMES).join('|')})\\b(?! ?-)`);
/** "at 9 New York time", "9 Uhr Berliner Zeit", "heure de Paris", "hora de Madrid". */
const CITY_BEFORE = /\b((?:[a-z]{2,20} ){1,3})(?:time|zeit)\b/;
const CITY_AFTER = /\b(?:heure de|hora de|time in|zeit in|zeitzone) ((?:[a-z]{2,20} ?){1,3})/;

export interface FoundZone {
  readonly zone: Found<string> | undefined;
  /** The text without it. */
  readonly rest: string;
}

export function findZone(folded: string): FoundZone {
  const zone = writtenZone(folded) ?? namedZone(folded) ?? cityZone(folded);
  return { zone, rest: zone === undefined ? folded : blank(folded, zone) };
}

function writtenZone(folded: string): Found<string> | undefined {
  const match = WRITTEN.exec(folded);
  if (match === null) return undefined;
  const [text] = match;
  const value = Intl.supportedValuesOf('timeZone').find((zone) => zone.toLowerCase() === text);
  return value === undefined ? undefined : { value, at: match.index, end: match.index + text.length };
}

function namedZone(folded: string): Found<string> | undefined {
  const match = NAMED.exec(folded);
  const value = NAMES[match?.[1] ?? ''];
  // "est" is a French word, and "c'est" is everywhere in it: it needs a time before it.
  if (match === null || value === undefined) return undefined;
  const [text] = match;
  if (/^(?:est|bst|cst)$/.test(text) && !/\d ?(?:am|pm|uhr|h)? ?$/.test(folded.slice(0, match.index)))
    return undefined;
  return { value, at: match.index, end: match.index + text.length };
}

function cityZone(folded: string): Found<string> | undefined {
  for (const [pattern, fromEnd] of [
    [CITY_BEFORE, true],
    [CITY_AFTER, false],
  ] as const) {
    const match = pattern.exec(folded);
    const value = match === null ? undefined : cityIn(match[1] ?? '', fromEnd);
    if (match !== null && value !== undefined)
      return { value, at: match.index, end: match.index + match[0].length };
  }
  return undefined;
}

/** The longest run of words that is a city: at the end of what stands before "time", else at the beginning. */
function cityIn(text: string, fromEnd: boolean): string | undefined {
  const words = text.trim().split(' ');
  for (let count = words.length; count > 0; count -= 1) {
    const name = (fromEnd ? words.slice(-count) : words.slice(0, count)).join(' ');
    // "Berliner Zeit" is Berlin's.
    const zone = cityZones().get(name) ?? cityZones().get(name.replace(/er$/, ''));
    if (zone !== undefined) return zone;
  }
  return undefined;
}

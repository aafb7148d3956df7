/** Finds what is a figure in a text: numbers however they are written, dates, times, phone numbers and ids. */
import { COMPACT_PASSES, SPOKEN_PASSES } from './figure-dates.ts';
import { negated, numberValues, plainNumber, shifted } from './figure-numbers.ts';
import { type FigureToken, type Pass, tokenOf } from './figure-pass.ts';

/** Not a space, a letter or a digit, so that nothing grows together across it. */
const READ = '\u0001';

/** The figures of a Markdown text in reading order; the numbering of lists and headings is none. */
export function figureTokens(markdown: string): FigureToken[] {
  return readAll(plain(withoutNumbering(markdown)), ALL_PASSES).tokens.sort((a, b) => a.at - b.at);
}

/**
 * The figures of a source. Besides their reading as a whole, the single numbers of dates in words and of phone
 * numbers count, because they stand there and a text may be cut between them; those of ISO times and ids do not.
 */
export function sourceTokens(text: string): FigureToken[] {
  const first = readAll(plain(text), FIRST_PASSES);
  const whole = readAll(first.rest, WRITTEN_PASSES);
  return [...first.tokens, ...whole.tokens, ...readAll(first.rest, [NUMBERS]).tokens];
}

/** The key of a number in JSON; none for what is not finite. */
export function numberKey(value: number): string[] {
  return Number.isFinite(value) ? [`number:${plainNumber(value)}`] : [];
}

function readAll(text: string, passes: readonly Pass[]): { tokens: FigureToken[]; rest: string } {
  const tokens: FigureToken[] = [];
  let rest = text;
  for (const { pattern, read } of passes) {
    let left = '';
    let end = 0;
    for (const match of rest.matchAll(pattern)) {
      const found = read(match);
      if (found === undefined) continue;
      tokens.push(...found);
      left += rest.slice(end, match.index) + READ.repeat(match[0].length);
      end = match.index + match[0].length;
    }
    rest = left + rest.slice(end);
  }
  return { tokens, rest };
}

/** The text as a reader sees it: without escapes, entities and emphasis inside of figures. */
function plain(text: string): string {
  return text
    .replace(/&nbsp;/g, ' ')
    .replace(/&#(\d{1,6});/g, (_all, code: string) => String.fromCodePoint(Number(code)))
    .replace(/\\([!-/:-@[-`{-~])/g, '$1')
    .replace(/\*\*|~~|`/g, '')
    .replace(/[\p{Nd}\p{No}]/gu, (digit) => digit.normalize('NFKC'));
}

const NUMBERING = /^([\s>]*(?:#{1,6}\s+|[-*+]\s+)?(?:\*\*|__)?)(\d{1,3})(?=\\?[.)](?:\s|\*\*|__|$))/;

/** Takes out numbers that only count lines: they start at 1 or follow the one before at the same place. */
function withoutNumbering(markdown: string): string {
  const last = new Map<string, number>();
  const lines = markdown.split('\n').map((line) => {
    const [, lead = '', digits] = NUMBERING.exec(line) ?? [];
    if (digits === undefined) return line;
    const number = Number(digits);
    if (number !== 1 && number !== (last.get(lead) ?? 0) + 1) return line;
    last.set(lead, number);
    return lead + READ.repeat(digits.length) + line.slice(lead.length + digits.length);
  });
  return lines.join('\n');
}

const URLS: Pass = {
  pattern: /https?:\/\/[^\s<>()[\]|"']+/g,
  read: (match) => (/\d/.test(match[0]) ? tokenOf(match, [idKey(match[0].replace(/[.,;:!?]+$/, ''))]) : []),
};

const NUMBER_WITH_UNIT = /^[#@]?\d[\d.-]*\p{L}*(?:[-.]\p{L}+)*$/u;

/** Words with digits in them, such as record numbers: they must stand in a source as they are. */
const IDS: Pass = {
  pattern: /[\p{L}\p{Nd}_@#]+(?:[-.]+[\p{L}\p{Nd}_@#]+)*/gu,
  read: (match) => {
    const [run] = match;
    const isId = /\p{Nd}/u.test(run) && /[\p{L}_]/u.test(run) && !NUMBER_WITH_UNIT.test(run);
    return isId ? tokenOf(match, [idKey(run)]) : undefined;
  },
};

function idKey(text: string): string {
  return `id:${text.toLowerCase().replace(/^[#@_]+/, '')}`;
}

/** Digits of other scripts are compared as they stand. */
const FOREIGN_DIGITS: Pass = {
  pattern: /(?:(?!\d)\p{Nd})+/gu,
  read: (match) => tokenOf(match, [idKey(match[0])]),
};

const PHONES: Pass = {
  pattern: /(?<![\w.,+-])(?:\+|\(?0)\(?\d[\d()/ \t-]{4,24}\d(?![\d.,]\d|\d)/g,
  read: (match) => {
    const digits = match[0].replace(/\D/g, '');
    if (digits.length < 7) return undefined;
    return tokenOf(match, [`number:${digits.replace(/^0+/, '') || '0'}`]);
  },
};

const ORDINALS: Pass = {
  pattern: /(?<![\d.,])(\d{1,3})(?:st|nd|rd|th)(?![\p{L}\d])/gu,
  read: (match) =>
    tokenOf(match, [`ordinal:${String(Number(match[1]))}`, `number:${String(Number(match[1]))}`]),
};

const WORDS: Readonly<Record<string, number>> = {
  ...{
    two: 2,
    three: 3,
    four: 4,
    five: 5,
    six: 6,
    seven: 7,
    eight: 8,
    nine: 9,
    ten: 10,
    eleven: 11,
    twelve: 12,
  },
  ...{
    zwei: 2,
    drei: 3,
    vier: 4,
    fünf: 5,
    sechs: 6,
    sieben: 7,
    acht: 8,
    neun: 9,
    zehn: 10,
    elf: 11,
    zwölf: 12,
  },
};

/** A count written as a word is a figure too, unlike "one", an article, and "Pier Nine", a name. */
const NUMBER_WORDS: Pass = {
  pattern: new RegExp(`(?<![\\p{L}\\d-])(?:${Object.keys(WORDS).join('|')})(?![\\p{L}\\d])`, 'gu'),
  read: (match) => [
    {
      text: match[0],
      at: match.index,
      keys: numberKey(WORDS[match[0]] ?? Number.NaN),
      isWord: true,
    },
  ],
};

const SCALES: readonly (readonly [RegExp, number])[] = [
  [/^(?:k|thousand|tausend|tsd)$/i, 3],
  [/^(?:million(?:s|en)?|mio)$/i, 6],
  [/^(?:billions?|milliarden?|mrd)$/i, 9],
];

const SIGN = /(?:(?<=^|[\s(|:*=~≈"'„“/,;€$£])(?<sign>[-−–])(?:[€$£][ ]?)?)?/;
const DIGITS =
  /(?<digits>\d{1,3}(?: \d{3})+(?:[.,]\d+)?(?![\d'’]|[.,]\d)|\d+(?:[.,'’\u00a0\u2009\u202f]\d+)*)/;
const SCALE =
  /(?:[ \t\u00a0\u202f]?(?<scale>k|thousand|tausend|tsd|millions?|millionen|mio|billions?|milliarden?|mrd)(?![\p{L}\d]))?/u;

const NUMBERS: Pass = {
  pattern: new RegExp(SIGN.source + DIGITS.source + SCALE.source, 'gimu'),
  read: (match) => {
    const { sign, digits = '', scale } = match.groups ?? {};
    const at = match.index + match[0].indexOf(digits);
    const power = SCALES.find(([name]) => name.test(scale ?? ''))?.[1] ?? 0;
    const values = numberValues(digits).map((value) => shifted(value, power));
    const keys = signed(values, sign).map((value) => `number:${value}`);
    const text = `${sign === undefined ? '' : match[0].slice(0, match[0].indexOf(digits))}${digits}`;
    const start = sign === undefined ? at : match.index;
    const pieces = splitUp(digits, at, values.length === 0, scale);
    return [{ text, at: start, keys, ...(pieces === undefined ? {} : { parts: pieces }) }];
  },
};

/** A dash may stand for a minus or between words; the other two signs are a minus. */
function signed(values: readonly string[], sign: string | undefined): string[] {
  if (sign === undefined) return [...values];
  return [...values.map(negated), ...(sign === '–' ? values : [])];
}

/** "12 345" may be two numbers, and "1.2.3" is none: their pieces are looked up one by one. */
function splitUp(digits: string, at: number, isNoNumber: boolean, scale?: string): FigureToken[] | undefined {
  if (scale !== undefined || (!isNoNumber && !digits.includes(' '))) return undefined;
  const pieces = digits.matchAll(isNoNumber ? /\d+/g : /[^ ]+/g);
  return [...pieces].map((piece) => ({
    text: piece[0],
    at: at + piece.index,
    keys: numberValues(piece[0]).map((value) => `number:${value}`),
  }));
}

const FIRST_PASSES: readonly Pass[] = [URLS, ...COMPACT_PASSES, IDS, FOREIGN_DIGITS];
const WRITTEN_PASSES: readonly Pass[] = [...SPOKEN_PASSES, PHONES, ORDINALS, NUMBER_WORDS, NUMBERS];
const ALL_PASSES: readonly Pass[] = [...FIRST_PASSES, ...WRITTEN_PASSES];

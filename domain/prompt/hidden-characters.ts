/**
 * Characters that a model reads and a person does not see: controls, zero-width and bidirectional marks, tag characters,
 * variation selectors. Whole instructions can be written in them, into a prompt and out of an answer.
 */

/** Scripts in which a joiner between two letters spells something. */
const JOINING = [
  'Arab',
  'Syrc',
  'Nkoo',
  'Deva',
  'Beng',
  'Guru',
  'Gujr',
  'Orya',
  'Taml',
  'Telu',
  'Knda',
  'Mlym',
  'Sinh',
];
/** But the Arabic letter mark, which is no letter. */
const LETTER = `(?!\\u061c)[${JOINING.map((script) => `\\p{scx=${script}}`).join('')}]`;
const PICTURE = '\\p{Extended_Pictographic}';

/** What stays: the parts of an emoji, and a joiner between two letters that can be joined. */
const KEPT = [
  `(?<=${PICTURE})[\\ufe0e\\ufe0f]`,
  '(?<=[0-9#*])\\ufe0f(?=\\u20e3)',
  `(?<=${PICTURE}(?:\\ufe0f|\\p{Emoji_Modifier})?)\\u200d(?=${PICTURE})`,
  `(?<=${LETTER})[\\u200c\\u200d](?=${LETTER})`,
];
const HIDDEN = [
  '\\p{Default_Ignorable_Code_Point}',
  '\\p{Noncharacter_Code_Point}',
  '[\\ufff9-\\ufffb]',
  // Controls but tab and line feed: line breaks of other kinds are made one before this.
  '[\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f]',
];
const KEPT_OR_HIDDEN = new RegExp(`(${KEPT.join('|')})|${HIDDEN.join('|')}`, 'gu');

/** Line breaks of all kinds: a model sees a new line in each of them. */
export const LINE_BREAKS = /\r\n|[\r\n\v\f\u0085\u2028\u2029]/g;

/** The text with one kind of line break and without what nobody sees. */
export function withoutHidden(text: string): string {
  return (
    text
      .replace(LINE_BREAKS, '\n')
      // First: two halves must not become one character when what stands between them goes.
      .replace(/\p{Surrogate}/gu, '\ufffd')
      .replace(KEPT_OR_HIDDEN, (_match, kept: string | undefined) => kept ?? '')
  );
}

/** The same text for a person, on one line: what they would not see, and every line break, stands there by its number. */
export function withHiddenShown(text: string): string {
  return text
    .replace(LINE_BREAKS, byNumber)
    .replace(/\p{Surrogate}/gu, byNumber)
    .replace(KEPT_OR_HIDDEN, (match, kept: string | undefined) => kept ?? byNumber(match));
}

function byNumber(characters: string): string {
  return Array.from(characters, (one) => `\\u{${(one.codePointAt(0) ?? 0).toString(16)}}`).join('');
}

/** The first hidden character of any text in a value, as `U+200B`; undefined when there is none. */
export function hiddenCharacterIn(value: unknown): string | undefined {
  if (typeof value === 'string') return firstHidden(value);
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [name, item] of Object.entries(value)) {
    const found = firstHidden(name) ?? hiddenCharacterIn(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

function firstHidden(text: string): string | undefined {
  for (const [match, kept] of text.replace(LINE_BREAKS, '\n').matchAll(KEPT_OR_HIDDEN)) {
    if (kept !== undefined) continue;
    return `U+${(match.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
  }
  return undefined;
}

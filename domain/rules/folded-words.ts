/** Words of a text, folded so that case, umlauts and simple endings make no difference. */
import { visibleText } from './visible-text.ts';

const ENDINGS = [
  'ungen',
  'ings',
  'ing',
  'ies',
  'ern',
  'ung',
  'ed',
  'es',
  'en',
  'er',
  'em',
  'e',
  's',
  'n',
  'y',
];
const SHORTEST_STEM = 4;

/** Lower case, without accents; both spellings of an umlaut ("ü", "ue") fold to the same letter. */
export function fold(text: string): string {
  return visibleText(text)
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/([aou])e/g, '$1');
}

export function foldedStems(text: string): string[] {
  return (fold(text).match(/[\p{L}\p{N}]+/gu) ?? []).map(stem);
}

function stem(word: string): string {
  const ending = ENDINGS.find((end) => word.endsWith(end) && word.length - end.length >= SHORTEST_STEM);
  // Again, so that "returns" and "return" end alike, whatever "return" seems to end in.
  return ending === undefined ? word : stem(word.slice(0, -ending.length));
}

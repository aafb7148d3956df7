/** Numbers that people write as words in the four languages understood, folded. */
const WORDS: readonly (readonly string[])[] = [
  [],
  ['one', 'eins', 'ein', 'eine', 'une', 'una'],
  ['two', 'zwei', 'deux', 'dos'],
  ['three', 'drei', 'trois', 'tres'],
  ['four', 'vier', 'quatre', 'cuatro'],
  ['five', 'funf', 'cinq', 'cinco'],
  ['six', 'sechs', 'seis'],
  ['seven', 'sieben', 'sept', 'siete'],
  ['eight', 'acht', 'huit', 'ocho'],
  ['nine', 'neun', 'neuf', 'nueve'],
  ['ten', 'zehn', 'dix', 'diez'],
  ['eleven', 'elf', 'onze', 'once'],
  ['twelve', 'zwolf', 'douze', 'doce'],
];

const VALUES = new Map(WORDS.flatMap((words, value) => words.map((word) => [word, value] as const)));

/** For regular expressions: digits or a word, at most two digits. */
export const NUMBER = `\\d{1,2}|${[...VALUES.keys()].sort((a, b) => b.length - a.length).join('|')}`;

/** Of what NUMBER matched. */
export function numberOf(text: string): number {
  return VALUES.get(text) ?? Number(text);
}

export function isWord(text: string): boolean {
  return VALUES.has(text);
}

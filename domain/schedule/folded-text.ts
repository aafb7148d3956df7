/** Free text made easy to search, with every character at its old place. */

/**
 * Small letters without accents, one character for each: what is found in the result stands at the same place in
 * the original.
 */
export function foldText(text: string): string {
  // UTF-16 units and not code points, so that places stay the same beyond the basic plane as well.
  return text.replace(/[^\0-\x7f]|[A-Z]/g, (char) => {
    if (char === '–' || char === '—') return '-';
    if (char === '’') return "'";
    const folded = char.normalize('NFD').charAt(0).toLowerCase();
    return folded.length === 1 ? folded : char;
  });
}

/** A part of the text that was understood. */
export interface Found<T> {
  readonly value: T;
  readonly at: number;
  readonly end: number;
}

/** The same text with a part blanked, so that nothing is understood twice. */
export function blank(text: string, { at, end }: { readonly at: number; readonly end: number }): string {
  return text.slice(0, at) + ' '.repeat(end - at) + text.slice(end);
}

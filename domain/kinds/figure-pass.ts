/** One way of finding figures in a text; several follow each other and each sees what those before left. */
export interface FigureToken {
  readonly text: string;
  /** Position in the text that was read. */
  readonly at: number;
  /** What the figure can mean; one of them has to be found. */
  readonly keys: readonly string[];
  /** Another reading: all of these instead of the whole. */
  readonly parts?: readonly FigureToken[];
  /** Written as a word. */
  readonly isWord?: boolean;
}

export interface Pass {
  readonly pattern: RegExp;
  /** The figures of a match, or undefined to leave it to the passes after this one. */
  readonly read: (match: RegExpExecArray) => readonly FigureToken[] | undefined;
}

/** The whole match as one figure. */
export function tokenOf(match: RegExpExecArray, keys: readonly string[]): FigureToken[] {
  return [{ text: match[0], at: match.index, keys }];
}

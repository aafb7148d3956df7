/** What changed between two texts, word by word. */
export interface DiffPart {
  readonly change: 'same' | 'removed' | 'added';
  readonly text: string;
}

/** Texts with more words than this are shown as removed and added whole. */
const MOST_WORDS = 600;

export function textDiff(before: string, after: string): DiffPart[] {
  const a = before.split(/(?<=\s)/);
  const b = after.split(/(?<=\s)/);
  if (a.length > MOST_WORDS || b.length > MOST_WORDS)
    return merge([part('removed', before), part('added', after)]);
  const common = commonLengths(a, b);
  const parts: DiffPart[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    const change = nextChange(a, b, i, j, common);
    parts.push(part(change, (change === 'added' ? b[j] : a[i]) ?? ''));
    if (change !== 'added') i += 1;
    if (change !== 'removed') j += 1;
  }
  return merge(parts);
}

function nextChange(
  a: readonly string[],
  b: readonly string[],
  i: number,
  j: number,
  common: readonly (readonly number[])[],
): DiffPart['change'] {
  if (i >= a.length) return 'added';
  if (j >= b.length) return 'removed';
  if (a[i] === b[j]) return 'same';
  return lengthAt(common, i + 1, j) >= lengthAt(common, i, j + 1) ? 'removed' : 'added';
}

/** `[i][j]`: how many words `a` from i and `b` from j have in common, in order. */
function commonLengths(a: readonly string[], b: readonly string[]): number[][] {
  const table = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      const length =
        a[i] === b[j]
          ? lengthAt(table, i + 1, j + 1) + 1
          : Math.max(lengthAt(table, i + 1, j), lengthAt(table, i, j + 1));
      const row = table[i];
      if (row !== undefined) row[j] = length;
    }
  }
  return table;
}

function lengthAt(table: readonly (readonly number[])[], i: number, j: number): number {
  return table[i]?.[j] ?? 0;
}

function part(change: DiffPart['change'], text: string): DiffPart {
  return { change, text };
}

function merge(parts: readonly DiffPart[]): DiffPart[] {
  const merged: DiffPart[] = [];
  for (const next of parts) {
    const last = merged.at(-1);
    if (last?.change === next.change) merged[merged.length - 1] = part(next.change, last.text + next.text);
    else if (next.text !== '') merged.push(next);
  }
  return merged;
}

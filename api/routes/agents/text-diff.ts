/** Word by word (or line by line, when there are many words), what one text has that the other has not. */
import { diffLines, diffWordsWithSpace } from 'diff';
import type { FieldChange } from '../../../domain/agent/spec-diff.ts';
import type { FieldChangeView, TextPart } from '../../../domain/contracts/agent-versions.ts';

/** Shorter texts are easier to read as before → after. */
const LONG_TEXT = 60;
const MOST_CHARACTERS_BY_WORD = 4000;
/** Texts without anything in common take longest; they are shown as removed and added whole. */
const TIMEOUT_MS = 200;

export function presentChange({ pointer, before, after }: FieldChange): FieldChangeView {
  const isText = typeof before === 'string' && typeof after === 'string';
  const text = isText && Math.max(before.length, after.length) > LONG_TEXT ? diffText(before, after) : null;
  return { pointer, before: before ?? null, after: after ?? null, text };
}

function diffText(before: string, after: string): TextPart[] {
  const options = { timeout: TIMEOUT_MS };
  const byWord = before.length + after.length <= MOST_CHARACTERS_BY_WORD;
  const parts = byWord ? diffWordsWithSpace(before, after, options) : diffLines(before, after, options);
  if (parts === undefined) {
    const whole: TextPart[] = [
      { change: 'removed', text: before },
      { change: 'added', text: after },
    ];
    return whole.filter((part) => part.text !== '');
  }
  return parts.map(({ added, removed, value }) => ({ change: changeOf(added, removed), text: value }));
}

function changeOf(added: boolean, removed: boolean): TextPart['change'] {
  if (added) return 'added';
  return removed ? 'removed' : 'same';
}

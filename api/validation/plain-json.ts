/** What no database can keep is refused before anything looks at it: NUL, half surrogate pairs, bottomless nesting. */
import type { FieldError } from '../../domain/errors.ts';
import { toPointer } from './field-errors.ts';

const DEEPEST = 64;
const MOST_ERRORS = 20;

interface Open {
  readonly value: unknown;
  readonly path: readonly PropertyKey[];
}

/** Walks without recursion: a body of brackets alone must not exhaust the stack. */
export function findUnstorable(root: unknown): FieldError[] {
  const errors: FieldError[] = [];
  const open: Open[] = [{ value: root, path: [] }];
  while (open.length > 0 && errors.length < MOST_ERRORS) {
    const { value, path } = open.pop() ?? { value: undefined, path: [] };
    const message = problemOf(value, path.length);
    if (message !== undefined) errors.push({ pointer: toPointer(path), message });
    else if (typeof value === 'object' && value !== null) {
      for (const [key, inner] of Object.entries(value)) {
        if (isUnstorable(key)) errors.push({ pointer: toPointer(path), message: `has a member whose name ${UNSTORABLE}` });
        else open.push({ value: inner, path: [...path, key] });
      }
    }
  }
  return errors;
}

const UNSTORABLE = 'contains a NUL character or half of a surrogate pair; remove it';

function problemOf(value: unknown, depth: number): string | undefined {
  if (typeof value === 'string') return isUnstorable(value) ? UNSTORABLE : undefined;
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : 'is too large for a number; send it as text';
  return depth >= DEEPEST && typeof value === 'object' && value !== null
    ? `is nested more than ${String(DEEPEST)} levels deep; flatten it`
    : undefined;
}

function isUnstorable(text: string): boolean {
  return text.includes('\0') || /\p{Surrogate}/u.test(text);
}

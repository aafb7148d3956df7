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
  for (let here = open.pop(); here !== undefined && errors.length < MOST_ERRORS; here = open.pop()) {
    const problem = problemOf(here);
    if (problem !== undefined) errors.push({ pointer: toPointer(here.path), message: problem });
    // One by one: a call takes only so many arguments, and a body may have half a million members.
    else for (const member of membersOf(here)) open.push(member);
  }
  return errors;
}

function membersOf({ value, path }: Open): Open[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).map(([key, inner]: [string, unknown]) => ({
    value: inner,
    path: [...path, key],
  }));
}

const UNSTORABLE = 'contains a NUL character or half of a surrogate pair; remove it';

function problemOf({ value, path }: Open): string | undefined {
  if (typeof value === 'string') return isUnstorable(value) ? UNSTORABLE : undefined;
  if (typeof value === 'number')
    return Number.isFinite(value) ? undefined : 'is too large for a number; send it as text';
  if (typeof value !== 'object' || value === null) return undefined;
  if (path.length >= DEEPEST) return `is nested more than ${DEEPEST} levels deep; flatten it`;
  return Object.keys(value).some(isUnstorable) ? `has a member whose name ${UNSTORABLE}` : undefined;
}

function isUnstorable(text: string): boolean {
  return text.includes('\0') || /\p{Surrogate}/u.test(text);
}

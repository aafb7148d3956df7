/** Every issue zod finds becomes a pointer into what was sent and a sentence that says what to do. */
import type { z } from 'zod';
import type { FieldError } from '../../domain/errors.ts';
import { nearMatches } from '../../domain/near-matches.ts';

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/** Nobody reads more, and a body of a megabyte must not be answered with fifty. */
const MOST_ERRORS = 100;

/** `root` stands before every pointer: `/input` when only that part of the body was parsed. */
export function toFieldErrors(error: z.ZodError, schema?: z.ZodType, root = ''): FieldError[] {
  const issues = error.issues.slice(0, MOST_ERRORS);
  return issues.flatMap((issue) => fromIssue(issue, schema, root)).slice(0, MOST_ERRORS);
}

function fromIssue(issue: Issue, schema: z.ZodType | undefined, root: string): FieldError[] {
  if (issue.code !== 'unrecognized_keys') {
    return [{ pointer: root + toPointer(issue.path), message: messageOf(issue) }];
  }
  const known = fieldsAt(schema, issue.path);
  return issue.keys.slice(0, MOST_ERRORS).map((key) => ({
    pointer: root + toPointer([...issue.path, key]),
    message: `${key.slice(0, 100)} is not a known field: ${remedy(key, known)}`,
  }));
}

export function toPointer(path: Path): string {
  return path
    .map((part) => `/${String(part).slice(0, 100).replaceAll('~', '~0').replaceAll('/', '~1')}`)
    .join('');
}

function messageOf(issue: Issue): string {
  if (issue.code === 'invalid_type' && issue.input === undefined) return `is required (${issue.expected})`;
  if (issue.code === 'invalid_type') return `must be ${articleFor(issue.expected)} ${issue.expected}`;
  if (issue.code === 'invalid_value') return `must be one of ${issue.values.map(String).join(', ')}`;
  return sizeMessageOf(issue) ?? issue.message;
}

/** Zod's own words for sizes are not a sentence; schemas with a message of their own know better. */
function sizeMessageOf(issue: Issue): string | undefined {
  if (!/^Too (small|big): /.test(issue.message)) return undefined;
  if (issue.code === 'too_small')
    return mustBe(issue.inclusive === false ? 'more than' : 'at least', issue.origin, issue.minimum);
  if (issue.code === 'too_big')
    return mustBe(issue.inclusive === false ? 'less than' : 'at most', issue.origin, issue.maximum);
  return undefined;
}

const COUNTED: Readonly<Partial<Record<string, readonly [string, string]>>> = {
  string: ['character', 'characters'],
  array: ['entry', 'entries'],
  set: ['entry', 'entries'],
  map: ['entry', 'entries'],
};

function mustBe(than: string, origin: string, limit: number | bigint): string {
  const counted = COUNTED[origin];
  if (counted === undefined) return `must be ${than} ${limit}`;
  return `must have ${than} ${limit} ${counted[limit === 1 ? 0 : 1]}`;
}

function articleFor(word: string): string {
  return /^[aeiou]/.test(word) ? 'an' : 'a';
}

function remedy(key: string, known: readonly string[]): string {
  const near = nearMatches(key, known);
  if (near.length > 0) return `did you mean ${near.join(' or ')}?`;
  return known.length === 0 ? 'remove it' : `remove it (known here: ${known.join(', ')})`;
}

/** The names an object schema knows at a path; none when the path leads through something else. */
function fieldsAt(schema: z.ZodType | undefined, path: Path): string[] {
  let here: unknown = schema;
  for (const part of path) {
    const { shape, element } = inside(here);
    here = typeof part === 'number' ? element : shape?.[String(part)];
  }
  return Object.keys(inside(here).shape ?? {});
}

interface Inside {
  readonly shape?: Record<string, unknown>;
  readonly element?: unknown;
}

interface Wrapper extends Inside {
  readonly def?: { readonly innerType?: unknown; readonly in?: unknown };
}

/** The object or array schema under optional, default, prefault and pipe. */
function inside(schema: unknown): Inside {
  if (typeof schema !== 'object' || schema === null) return {};
  const { shape, element, def } = schema as Wrapper;
  if (shape !== undefined) return { shape };
  return element === undefined ? inside(def?.innerType ?? def?.in) : { element };
}

/** Parses one part of a request; every problem of the part is named at once. */
import type { z } from 'zod';
import { AppError } from '../../domain/errors.ts';
import { toFieldErrors } from './field-errors.ts';
import { findUnstorable } from './plain-json.ts';

export function parseOrRefuse<S extends z.ZodType>(
  schema: S,
  raw: unknown,
  what: 'body' | 'query',
): z.output<S> {
  const unstorable = findUnstorable(raw);
  if (unstorable.length > 0) throw invalidRequest(what, unstorable);
  const parsed = schema.safeParse(raw, { reportInput: true });
  if (parsed.success) return parsed.data;
  throw invalidRequest(what, toFieldErrors(parsed.error, schema));
}

export function invalidRequest(what: string, errors: AppError['errors']): AppError {
  const names = errors
    .slice(0, 3)
    .map(({ pointer, message }) => `${pointer === '' ? `the ${what}` : pointer} ${message}`);
  const more = errors.length > 3 ? ` (and ${String(errors.length - 3)} more)` : '';
  return new AppError('invalid_request', `${names.join('; ')}${more}.`, { errors });
}

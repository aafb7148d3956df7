/** If-Match: an edit names the state it was made from, so that of two editors nobody overwrites the other. */
import type { IncomingHttpHeaders } from 'node:http';
import { AppError } from '../domain/errors.ts';

/** Throws `precondition_required` without the header, `precondition_failed` when it names another state. */
export function requireMatch(headers: IncomingHttpHeaders, etag: string, what: string): void {
  const given = headers['if-match'];
  if (given === undefined) {
    throw new AppError(
      'precondition_required',
      `Read the ${what} and send its ETag as If-Match, so that no edit of others is lost.`,
    );
  }
  const tags = given.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  if (!tags.includes('*') && !tags.includes(etag)) throw changedMeanwhile(what);
}

export function changedMeanwhile(what: string): AppError {
  return new AppError(
    'precondition_failed',
    `The ${what} was changed since you read it. Read it again and repeat your edit.`,
  );
}

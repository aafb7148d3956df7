/** The one place that turns whatever was thrown into a coded error. */
import { AppError } from '../../domain/errors.ts';
import { isDatabaseUnavailable, isReferenceGone } from '../../store/unavailable.ts';

export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (isDatabaseUnavailable(error)) {
    return new AppError(
      'unavailable',
      'The database does not answer at the moment. Try again in a few seconds.',
      {
        internal: 'database unavailable',
        headers: { 'Retry-After': '3' },
        cause: error,
      },
    );
  }
  if (isReferenceGone(error)) {
    return new AppError(
      'conflict',
      'Something that this names was deleted at the same moment, and nothing was saved. Read it again and repeat.',
      { internal: 'reference gone', cause: error },
    );
  }
  if (isRefusedByExpress(error)) {
    return new AppError('not_found', 'There is nothing under this address: it cannot be decoded.', {
      cause: error,
    });
  }
  return new AppError(
    'internal_error',
    'The request failed for a reason that is not yours. It has been logged.',
    {
      internal: 'unexpected error',
      cause: error,
    },
  );
}

/** The router and the static files throw only about paths they cannot decode (or will not look at). */
function isRefusedByExpress(error: unknown): boolean {
  if (!(error instanceof Error) || !('status' in error)) return false;
  const { status } = error;
  return typeof status === 'number' && status >= 400 && status <= 499;
}

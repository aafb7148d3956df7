/** The one place that turns whatever was thrown into a coded error. */
import { AppError } from '../../domain/errors.ts';
import { isDatabaseUnavailable } from '../../store/unavailable.ts';

/** What express and its body parser throw: `type` says what happened. */
interface HttpError {
  readonly status: number;
  readonly type: string | undefined;
}

export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (isDatabaseUnavailable(error)) {
    return new AppError('unavailable', 'The database does not answer at the moment. Try again in a few seconds.', {
      internal: 'database unavailable',
      headers: { 'Retry-After': '3' },
      cause: error,
    });
  }
  const http = asHttpError(error);
  if (http !== undefined) return fromHttpError(http, error);
  return new AppError('internal_error', 'The request failed for a reason that is not yours. It has been logged.', {
    internal: 'unexpected error',
    cause: error,
  });
}

function asHttpError(error: unknown): HttpError | undefined {
  if (!(error instanceof Error) || !('status' in error) || typeof error.status !== 'number') return undefined;
  if (error.status < 400 || error.status > 499) return undefined;
  return { status: error.status, type: 'type' in error ? String(error.type) : undefined };
}

function fromHttpError({ status, type }: HttpError, cause: unknown): AppError {
  switch (type) {
    case 'entity.too.large':
      return new AppError('payload_too_large', 'A request body may have 1 MB at most. Send less, or in parts.', { cause });
    case 'encoding.unsupported':
    case 'charset.unsupported':
      return new AppError('unsupported_media_type', 'Send the body as UTF-8 JSON, plain or compressed with gzip.', { cause });
    case 'entity.parse.failed':
      return new AppError('invalid_json', `The body is not valid JSON: ${(cause as Error).message}`, { cause });
    default:
      // A path that cannot be decoded names nothing; anything else is a body that could not be read.
      return status === 400 && type === undefined
        ? new AppError('not_found', 'The path contains characters that cannot be decoded.', { cause })
        : new AppError('invalid_json', 'The body could not be read as it was sent.', { cause });
  }
}

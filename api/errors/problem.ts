/** An error as the caller reads it: problem+json (RFC 9457) with a code, whose page says how to fix it. */
import type { Problem } from '../../domain/contracts/primitives.ts';
import { type AppError, ERROR_CODES } from '../../domain/errors.ts';

export interface ProblemPlace {
  readonly publicUrl: string;
  /** The path that was asked for. */
  readonly instance: string;
  readonly requestId: string;
}

export function toProblem(error: AppError, place: ProblemPlace): Problem {
  const { status, title } = ERROR_CODES[error.code];
  return {
    ...error.extra,
    type: `${place.publicUrl}/docs/errors/${error.code}`,
    title,
    status,
    detail: error.detail,
    instance: place.instance,
    code: error.code,
    requestId: place.requestId,
    ...(error.errors.length === 0 ? {} : { errors: error.errors.map((item) => ({ ...item })) }),
  };
}

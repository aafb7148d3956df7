import { ApiError } from '../api/client.ts';
import { errorsBelow, type FieldErrors } from './json-schema.ts';

/** What a refused run says of its input, by field. */
export function inputErrors(error: Error | null): FieldErrors {
  return error instanceof ApiError ? errorsBelow('/input', error.problem?.errors ?? []) : {};
}

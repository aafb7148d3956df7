import { ApiError } from '../api/client.ts';

/** What the server said is wrong with a field, or with something in it. `pointer` is a JSON pointer into what was sent. */
export function problemAt(error: Error | null, pointer: string): string | undefined {
  if (!(error instanceof ApiError)) return undefined;
  const { errors = [] } = error.problem ?? {};
  return errors.find((item) => item.pointer === pointer || item.pointer.startsWith(`${pointer}/`))?.message;
}

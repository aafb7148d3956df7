import { DatabaseTimeout } from '../store/unavailable.ts';

/**
 * Gives up waiting for the database. A server that is frozen (not down) holds a statement for ever; its answer, if
 * it still comes, is dropped, as when the connection breaks after a commit: a repeat needs an Idempotency-Key.
 */
export async function withDeadline<T>(work: Promise<T>, deadlineMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new DatabaseTimeout(`no answer within ${String(deadlineMs)} ms`));
    }, deadlineMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

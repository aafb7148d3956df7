/** What a round of looking after things found, one by one. */
import { isDatabaseUnavailable } from '../store/unavailable.ts';

/** One that fails keeps none of the others from being done; an outage is the next round's. Says how many were done. */
export async function eachAlone<T>(
  items: readonly T[],
  work: (item: T) => Promise<void>,
  onFailure: (item: T, error: unknown) => void,
): Promise<number> {
  let done = 0;
  for (const item of items) {
    try {
      await work(item);
      done += 1;
    } catch (error) {
      if (isDatabaseUnavailable(error)) throw error;
      onFailure(item, error);
    }
  }
  return done;
}

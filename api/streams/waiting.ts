/** Waits for a run to move: a hint wakes at once, a timer in any case. */
import type { Hints } from '../../store/hints.ts';

export interface RunWatch {
  /** Resolves when the run may have moved, when the time is up or when the signal aborts. */
  next(timeoutMs: number): Promise<void>;
  stop(): void;
}

/** Hints that arrive between two calls of `next` are not lost. */
export function watchRun(hints: Hints, runId: string, signal: AbortSignal): RunWatch {
  let isHinted = false;
  let wake: (() => void) | undefined;
  const unsubscribe = hints.subscribe(runId, () => {
    isHinted = true;
    wake?.();
  });
  const next = async (timeoutMs: number): Promise<void> => {
    if (!isHinted && !signal.aborted && timeoutMs > 0) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, timeoutMs);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
        signal.addEventListener('abort', wake, { once: true });
      });
      if (wake !== undefined) signal.removeEventListener('abort', wake);
      wake = undefined;
    }
    isHinted = false;
  };
  return { next, stop: unsubscribe };
}

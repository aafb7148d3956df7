import { setTimeout as sleep } from 'node:timers/promises';

/** How long a program may take to start, in ms: on a machine that hundreds of runs keep busy it takes its time. */
export const START_MS = 150_000;

export interface UntilOptions {
  readonly what: string | (() => string);
  readonly timeoutMs?: number;
  readonly everyMs?: number;
  /** There is no point in waiting any longer. */
  readonly stop?: () => boolean;
}

/** Polls until the condition holds; fails with what was waited for. */
export async function until(
  condition: () => boolean | Promise<boolean>,
  options: UntilOptions,
): Promise<void> {
  const deadline = Date.now() + (options.timeoutMs ?? 10_000);
  for (;;) {
    if (await condition()) return;
    if (Date.now() > deadline || options.stop?.() === true) {
      throw new Error(
        `waited in vain for ${typeof options.what === 'string' ? options.what : options.what()}`,
      );
    }
    await sleep(options.everyMs ?? 50);
  }
}

import { setTimeout as sleep } from 'node:timers/promises';

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

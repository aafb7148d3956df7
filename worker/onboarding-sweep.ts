/**
 * Starts onboardings again that stand still: orders that got lost, workflows ended by hand, servers restored from a
 * backup. One worker at a time; an onboarding that is running all the same is not disturbed by a second start.
 */
import type { Logger } from 'pino';
import type { SystemDatabase } from '../store/system/system-database.ts';

export interface OnboardingSweepOptions {
  readonly system: SystemDatabase;
  readonly intervalMs: number;
  readonly log: Logger;
}

/** Longer than Temporal ever waits between two attempts of a clone, each of which leaves its mark on the row. */
const IDLE_MS = 60_000;
const BATCH = 500;

export class OnboardingSweep {
  readonly #options: OnboardingSweepOptions;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(options: OnboardingSweepOptions) {
    this.#options = options;
  }

  start(): void {
    this.#timer = setTimeout(() => {
      this.#running = this.#sweep().finally(() => {
        if (!this.#stopped) this.start();
      });
    }, this.#options.intervalMs);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#running;
  }

  async #sweep(): Promise<void> {
    const { system, log } = this.#options;
    try {
      await system.withLeadership('onboarding', async () => {
        const ordered = await system.onboardings.reorderStarts(IDLE_MS, BATCH);
        if (ordered > 0) log.warn({ organizations: ordered }, 'onboardings stood still; started again');
      });
    } catch (error) {
      log.warn({ err: error }, 'looking for onboardings that stand still was interrupted');
    }
  }
}

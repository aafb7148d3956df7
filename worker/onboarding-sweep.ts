/**
 * Starts onboardings again that stand still: orders that got lost, workflows ended by hand, servers restored from a
 * backup. One worker at a time; an onboarding that is running all the same is not disturbed by a second start.
 */
import type { Logger } from 'pino';
import type { SystemDatabase } from '../store/system/system-database.ts';
import { PollingLoop } from './polling-loop.ts';

export interface OnboardingSweepOptions {
  readonly system: SystemDatabase;
  readonly intervalMs: number;
  readonly log: Logger;
}

/** Longer than Temporal ever waits between two attempts of a clone, each of which leaves its mark on the row. */
const IDLE_MS = 60_000;
const BATCH = 500;

export class OnboardingSweep extends PollingLoop {
  readonly #options: OnboardingSweepOptions;

  constructor(options: OnboardingSweepOptions) {
    super(options.intervalMs);
    this.#options = options;
  }

  protected async round(): Promise<boolean> {
    const { system, log } = this.#options;
    try {
      await system.withLeadership('onboarding', async () => {
        const ordered = await system.onboardings.reorderStarts(IDLE_MS, BATCH);
        if (ordered > 0) log.warn({ organizations: ordered }, 'onboardings stood still; started again');
      });
    } catch (error) {
      log.warn({ err: error }, 'looking for onboardings that stand still was interrupted');
    }
    return false;
  }
}

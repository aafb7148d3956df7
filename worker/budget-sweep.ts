/**
 * Charges model calls whose worker died and whose run nobody goes on with: terminated by hand, or ended while the call
 * was under way. Without it their reservations would hold money for ever. And wakes runs for which there is room.
 */
import type { Logger } from 'pino';
import type { ActivityDeps } from '../activities/deps.ts';
import { chargeLost } from '../activities/runs/lost-calls.ts';
import { RunSession } from '../activities/runs/run-session.ts';
import { toPublicId } from '../domain/ids.ts';
import type { SystemDatabase } from '../store/system/system-database.ts';
import { eachAlone } from './each-alone.ts';
import { PollingLoop } from './polling-loop.ts';

export interface BudgetSweepOptions {
  readonly system: SystemDatabase;
  readonly deps: ActivityDeps;
  readonly intervalMs: number;
  readonly log: Logger;
}

/** An activity that calls a model lives for 20 minutes at most (workflows/proxies.ts). */
const AGE = { longestCallMs: 25 * 60_000, afterEndMs: 5_000 };
const BATCH = 200;
const WAITED_MS = 10_000;

export class BudgetSweep extends PollingLoop {
  readonly #options: BudgetSweepOptions;

  constructor(options: BudgetSweepOptions) {
    super(options.intervalMs);
    this.#options = options;
  }

  protected async round(): Promise<boolean> {
    const { system, deps, log } = this.#options;
    try {
      const abandoned = await system.reservations.abandoned(AGE, BATCH);
      const charged = await eachAlone(
        abandoned,
        ({ id, organizationId, runId }) => {
          const ref = {
            organizationId: toPublicId('organization', organizationId),
            runId: toPublicId('run', runId),
          };
          return chargeLost(new RunSession(deps, ref), [id]);
        },
        ({ id, runId }, error) =>
          log.error({ err: error, runId, reservation: id }, 'a model call that nobody ended was not charged'),
      );
      if (charged > 0) log.warn({ calls: charged }, 'charged model calls that nobody ended');
      await system.reservations.wakeFitting(WAITED_MS);
    } catch (error) {
      log.warn({ err: error }, 'looking for model calls that nobody ended was interrupted');
    }
    return false;
  }
}

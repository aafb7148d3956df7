/**
 * Notes as unknown the effects that were under way when their worker died and whose run has ended meanwhile: cancelled,
 * switched off or terminated, so that no attempt follows which would note it. Else nobody would learn of them.
 */
import type { Logger } from 'pino';
import type { ActivityDeps } from '../activities/deps.ts';
import { RunSession } from '../activities/runs/run-session.ts';
import { noteLeftEffect } from '../activities/tools/run-tool.ts';
import { toPublicId } from '../domain/ids.ts';
import type { LeftEffect } from '../store/system/open-effects.ts';
import type { SystemDatabase } from '../store/system/system-database.ts';
import { eachAlone } from './each-alone.ts';
import { PollingLoop } from './polling-loop.ts';

export interface EffectSweepOptions {
  readonly system: SystemDatabase;
  readonly deps: ActivityDeps;
  readonly intervalMs: number;
  readonly log: Logger;
}

/** A worker that is alive hears of the end with its next heartbeat, and records by itself what has become of the call. */
const AFTER_END_MS = 30_000;
const BATCH = 200;

export class EffectSweep extends PollingLoop {
  readonly #options: EffectSweepOptions;

  constructor(options: EffectSweepOptions) {
    super(options.intervalMs);
    this.#options = options;
  }

  protected async round(): Promise<boolean> {
    const { system, log } = this.#options;
    try {
      const left = await system.openEffects.left(AFTER_END_MS, BATCH);
      await eachAlone(
        left,
        (item) => this.#note(item),
        ({ runId, turn, callIndex }, error) =>
          log.error({ err: error, runId, turn, callIndex }, 'an effect that nobody ended could not be noted'),
      );
    } catch (error) {
      log.warn({ err: error }, 'looking for effects that nobody ended was interrupted');
    }
    return false;
  }

  async #note({ organizationId, runId, ...call }: LeftEffect): Promise<void> {
    const { deps, log } = this.#options;
    log.warn(
      { runId, turn: call.turn, callIndex: call.callIndex, tool: call.toolName },
      'an effect of a run that has ended is of unknown outcome',
    );
    const ref = {
      organizationId: toPublicId('organization', organizationId),
      runId: toPublicId('run', runId),
    };
    await noteLeftEffect(new RunSession(deps, ref), call);
  }
}

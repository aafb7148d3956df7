import { AppError } from '../../../domain/errors.ts';
import { isFinal, type RunStatus } from '../../../domain/run/run-status.ts';
import type { RunDetail } from '../../../store/run-queries.ts';
import type { Store } from '../../../store/database.ts';
import type { AppContext } from '../../context.ts';
import { watchRun } from '../../streams/waiting.ts';

/** The run, or `not_found`, also for a run of another organization: that one exists is nobody's business. */
export async function runOrRefuse(store: Store, id: string): Promise<RunDetail> {
  const detail = await store.runQueries.detail(id);
  if (detail === undefined) throw new AppError('not_found', 'There is no such run.');
  return detail;
}

export function hasEnded({ run }: RunDetail): boolean {
  return isFinal(run.status as RunStatus);
}

export interface EndWait {
  readonly ctx: AppContext;
  readonly runId: string;
  readonly seconds: number;
  readonly closed: AbortSignal;
  readonly transact: <T>(work: (store: Store) => Promise<T>) => Promise<T>;
}

/** The run as soon as it has ended, or as it is when the time is up (or this process goes). */
export async function waitForEnd({ ctx, runId, seconds, closed, transact }: EndWait): Promise<RunDetail> {
  const giveUp = AbortSignal.any([closed, ctx.lifecycle.stopping]);
  const deadline = Date.now() + seconds * 1000;
  const watch = watchRun(ctx.hints, runId, giveUp);
  try {
    for (;;) {
      const pulse = await transact((store) => store.runQueries.pulse(runId));
      const left = deadline - Date.now();
      if (pulse === undefined || isFinal(pulse.status as RunStatus) || left <= 0 || giveUp.aborted) {
        return await transact((store) => runOrRefuse(store, runId));
      }
      await watch.next(Math.min(left, ctx.settings.pollMs));
    }
  } finally {
    watch.stop();
  }
}

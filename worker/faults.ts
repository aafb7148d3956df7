/**
 * What a fault test does to a worker, by STEWARD_FAULT:
 *
 *   POINT or POINT:N       the process ends by SIGKILL when it reaches the point for the Nth time
 *   random:SEED:PERCENT    at every point, so many in a hundred attempts at an activity end there: Temporal hears of a
 *                          failure and tries again, and whatever the attempt was about to do never happens
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { ApplicationFailure } from '@temporalio/common';
import { Context } from '@temporalio/activity';
import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import type { Logger } from 'pino';
import type { ActivityDeps } from '../activities/deps.ts';
import { FAULT_POINTS, type FaultPoint, type ReachFaultPoint } from '../activities/fault-points.ts';
import { ConfigError } from '../config/env.ts';

/** Whether to break off here. */
type Breaks = (point: FaultPoint) => boolean;

/** So that every activity ends in spite of it. */
const MOST_FAULTS_PER_ACTIVITY = 3;

interface Attempt {
  dead: boolean;
  readonly fail: (error: Error) => void;
}

const attempts = new AsyncLocalStorage<Attempt>();

export interface Faults {
  readonly reach: ReachFaultPoint;
  /** The same doors to the world, with fault points before and after each commit and each request. */
  wrap(deps: ActivityDeps): ActivityDeps;
  readonly interceptors: { readonly activity?: ActivityInterceptorsFactory[] };
}

const NONE: Faults = { reach: () => Promise.resolve(), wrap: (deps) => deps, interceptors: {} };

export function createFaults(setting: string | undefined, log: Logger): Faults {
  if (setting === undefined) return NONE;
  const breaks = parse(setting, log);
  const reach: ReachFaultPoint = (point) => (breaks(point) ? never() : Promise.resolve());
  return {
    reach,
    wrap: (deps) => ({
      ...deps,
      reach,
      database: withFaultyCommits(deps.database, breaks),
      egress: withFaultyRequests(deps.egress, reach),
    }),
    interceptors: { activity: [() => ({ inbound: { execute: inAttempt(reach) } })] },
  };
}

function parse(setting: string, log: Logger): Breaks {
  const [name = '', first = '1', second] = setting.split(':');
  if (name === 'random' && second !== undefined) return endingAttempts(Number(first), Number(second), log);
  const point = FAULT_POINTS.find((known) => known === name);
  if (point !== undefined && Number(first) >= 1) return killingAt(point, Number(first));
  throw new ConfigError([
    `STEWARD_FAULT: "${setting}" is neither random:SEED:PERCENT nor one of ${FAULT_POINTS.join(', ')}, with :N for the Nth time`,
  ]);
}

/** SIGKILL, so that nothing gets the chance to clean up. */
function killingAt(wanted: FaultPoint, time: number): Breaks {
  let reached = 0;
  return (point) => {
    if (point !== wanted) return false;
    reached += 1;
    if (reached === time) process.kill(process.pid, 'SIGKILL');
    return reached >= time;
  };
}

function endingAttempts(seed: number, percent: number, log: Logger): Breaks {
  const random = randomOf(seed);
  return (point) => {
    const attempt = attempts.getStore();
    if (attempt === undefined) return false;
    // What ran beside the place where it ended is dead, too.
    if (attempt.dead) return true;
    const { info } = Context.current();
    if (info.attempt > MOST_FAULTS_PER_ACTIVITY || random() * 100 >= percent) return false;
    attempt.dead = true;
    log.warn({ point, activity: info.activityType, attempt: info.attempt }, 'fault injected');
    attempt.fail(ApplicationFailure.create({ message: point, type: 'fault_injected', nextRetryDelay: 100 }));
    return true;
  };
}

/** An attempt that has ended does not notice: it stays where it is, as one in a process that is no more. */
function inAttempt(reach: ReachFaultPoint) {
  return <I, O>(input: I, next: (input: I) => Promise<O>): Promise<O> =>
    new Promise<O>((resolve, fail) => {
      const work = async () => {
        await reach('attempt_begun');
        const result = await next(input);
        await reach('attempt_done');
        return result;
      };
      attempts.run({ dead: false, fail }, () => {
        work().then(resolve, fail);
      });
    });
}

class RolledBack extends Error {}

function withFaultyCommits(database: ActivityDeps['database'], breaks: Breaks): ActivityDeps['database'] {
  return {
    ...database,
    async transact(organizationId, work) {
      try {
        const result = await database.transact(organizationId, async (store) => {
          const done = await work(store);
          if (breaks('before_commit')) throw new RolledBack();
          return done;
        });
        if (breaks('after_commit')) await never();
        return result;
      } catch (error) {
        if (error instanceof RolledBack) await never();
        throw error;
      }
    },
  };
}

function withFaultyRequests(egress: ActivityDeps['egress'], reach: ReachFaultPoint): ActivityDeps['egress'] {
  return {
    ...egress,
    async send(request) {
      await reach('before_request');
      const answer = await egress.send(request);
      await reach('after_response');
      return answer;
    },
  };
}

function never(): Promise<never> {
  return new Promise(() => undefined);
}

/** mulberry32: the same seed, the same numbers in [0, 1). */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

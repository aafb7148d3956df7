/**
 * Brings PostgreSQL and Temporal together again where something outside our control parted them: workflows
 * ended, reset or stuck by hand, servers restored from a backup, orders that got lost. One worker at a time
 * leads; every finding is checked against the latest execution before anything is written.
 */
import {
  type Client,
  type WorkflowExecutionDescription,
  type WorkflowHandle,
  WorkflowNotFoundError,
} from '@temporalio/client';
import type { Logger } from 'pino';
import { closeRun } from '../activities/runs/close-run.ts';
import type { ActivityDeps } from '../activities/deps.ts';
import { requireUuid, toPublicId } from '../domain/ids.ts';
import { isFinal, type RunStatus } from '../domain/run/run-status.ts';
import { AGENT_RUN_WORKFLOW, RESUME_SIGNAL } from '../domain/temporal/agent-run.ts';
import type { OpenRun } from '../store/system/open-runs.ts';
import type { SystemDatabase } from '../store/system/system-database.ts';
import { workflowIdOf } from './dispatcher.ts';

export interface ReconcilerOptions {
  readonly system: SystemDatabase;
  readonly client: Client;
  readonly deps: ActivityDeps;
  readonly intervalMs: number;
  readonly log: Logger;
}

/** A run that has not moved for this long is looked up in Temporal. */
const IDLE_MS = { queued: 15_000, running: 30_000, waiting: 60_000 } as const;
const BATCH = 50;
/** A workflow task that failed this often will not get better by itself (a non-deterministic deploy). */
const STUCK_ATTEMPTS = 5;
const LOOK_BACK_MS = 15 * 60_000;

type Verdict = { end: 'terminated' | 'engine_error'; message: string } | 'alive' | 'not_started';

export class Reconciler {
  readonly #options: ReconcilerOptions;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();
  #stopped = false;
  #sweptAt = 0;

  constructor(options: ReconcilerOptions) {
    this.#options = options;
  }

  start(): void {
    this.#timer = setTimeout(() => {
      this.#running = this.#tick().finally(() => {
        if (!this.#stopped) this.start();
      });
    }, this.#options.intervalMs);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#running;
  }

  async #tick(): Promise<void> {
    const { system, log } = this.#options;
    try {
      await system.withLeadership('reconciler', async () => {
        await this.#endedOutside();
        for (const status of ['queued', 'running', 'waiting'] as const) await this.#idle(status);
        await this.#sweep();
      });
    } catch (error) {
      log.warn({ err: error }, 'reconciling was interrupted; it goes on at the next interval');
    }
  }

  /** Workflows that ended in a way our own code never ends them. */
  async #endedOutside(): Promise<void> {
    const since = new Date(Date.now() - LOOK_BACK_MS).toISOString();
    const query =
      `WorkflowType = "${AGENT_RUN_WORKFLOW}" AND ExecutionStatus IN ("Terminated", "TimedOut", "Failed", "Canceled") ` +
      `AND CloseTime > "${since}"`;
    for await (const { workflowId } of this.#options.client.workflow.list({ query, pageSize: 200 })) {
      const run = await this.#find(workflowId);
      if (run !== undefined && !isFinal(run.status as RunStatus)) await this.#settle(run);
    }
  }

  async #find(workflowId: string): Promise<OpenRun | undefined> {
    const [, organizationId, runId] = workflowId.split(':');
    if (organizationId === undefined || runId === undefined) return undefined;
    return this.#options.system.openRuns.get(
      requireUuid('organization', organizationId),
      requireUuid('run', runId),
    );
  }

  async #idle(status: 'queued' | 'running' | 'waiting'): Promise<void> {
    const runs = await this.#options.system.openRuns.idle(status, IDLE_MS[status], BATCH);
    for (const run of runs) await this.#settle(run);
    await this.#options.system.openRuns.touch(runs.map((run) => run.id));
  }

  async #settle(run: OpenRun): Promise<void> {
    const { system, deps, client, log } = this.#options;
    const verdict = await this.#judge(run);
    if (verdict === 'not_started') {
      await system.openRuns.reorderStart(run);
      return;
    }
    if (verdict === 'alive') {
      // Should a wake-up have been lost, the run looks at its journal once more; else it just waits on.
      if (run.status === 'waiting') await client.workflow.getHandle(workflowIdOf(run)).signal(RESUME_SIGNAL);
      return;
    }
    log.warn(
      { runId: run.id, organizationId: run.organizationId, verdict },
      'a run was ended by the reconciler',
    );
    await closeRun(deps, {
      organizationId: toPublicId('organization', run.organizationId),
      runId: toPublicId('run', run.id),
      status: 'failed',
      code: verdict.end,
      message: verdict.message,
    });
  }

  async #judge(run: OpenRun): Promise<Verdict> {
    const handle = this.#options.client.workflow.getHandle(workflowIdOf(run));
    const description = await describe(handle);
    if (description === undefined) {
      if (run.status === 'queued') return 'not_started';
      return { end: 'engine_error', message: 'the workflow engine no longer knows this run' };
    }
    const { name } = description.status;
    if (!OPEN_IN_TEMPORAL.includes(name)) return endedAs(name);
    const attempts = description.raw.pendingWorkflowTask?.attempt ?? 0;
    if (attempts < STUCK_ATTEMPTS) return 'alive';
    const message = `the workflow's task failed ${attempts} times in a row; see the workflow in the Temporal UI`;
    // Ended for good, so that it cannot wake up later and act for a run that people were told has failed.
    await handle.terminate(message);
    return { end: 'engine_error', message };
  }

  async #sweep(): Promise<void> {
    if (Date.now() - this.#sweptAt < 10 * 60_000) return;
    this.#sweptAt = Date.now();
    await this.#options.system.outbox.sweep();
  }
}

const OPEN_IN_TEMPORAL: readonly string[] = ['RUNNING', 'CONTINUED_AS_NEW', 'PAUSED'];

async function describe(handle: WorkflowHandle): Promise<WorkflowExecutionDescription | undefined> {
  try {
    return await handle.describe();
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
}

function endedAs(name: string): Verdict {
  const byHand = name === 'TERMINATED' || name === 'CANCELLED';
  const message = `the workflow ${byHand ? 'was' : 'ended as'} ${name.toLowerCase()} in Temporal`;
  return { end: byHand ? 'terminated' : 'engine_error', message };
}

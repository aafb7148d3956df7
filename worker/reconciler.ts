/**
 * Brings PostgreSQL and Temporal together again where something outside our control parted them: workflows
 * ended, reset or stuck by hand, servers restored from a backup, orders that got lost. One worker at a time
 * leads; every finding is checked against the latest execution before anything is written.
 */
import { type Client, isGrpcServiceError, ServiceError } from '@temporalio/client';
import type { Logger } from 'pino';
import { closeRun } from '../activities/runs/close-run.ts';
import { RunSession } from '../activities/runs/run-session.ts';
import type { ActivityDeps } from '../activities/deps.ts';
import { fromPublicId, toPublicId } from '../domain/ids.ts';
import { AGENT_RUN_WORKFLOW, RESUME_SIGNAL } from '../domain/temporal/agent-run.ts';
import type { IdleStatus, OpenRun } from '../store/system/open-runs.ts';
import type { SystemDatabase } from '../store/system/system-database.ts';
import { isDatabaseUnavailable } from '../store/unavailable.ts';
import { workflowIdOf } from './dispatcher.ts';
import { judgeWorkflow } from './run-verdict.ts';

export interface ReconcilerOptions {
  readonly system: SystemDatabase;
  readonly client: Client;
  readonly deps: ActivityDeps;
  readonly intervalMs: number;
  readonly log: Logger;
}

/**
 * A run that has not moved for this long is looked up in Temporal, and again each time it has passed. With the
 * default interval a stuck workflow is looked at twice within a minute: once before its second failure, once after.
 */
const IDLE_MS = { queued: 15_000, running: 20_000, waiting: 20_000 } as const;
const BATCH = 500;
const AT_ONCE = 10;
const LOOK_BACK_MS = 15 * 60_000;

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
        await this.#tellEnds();
        await this.#endedOutside();
        for (const status of ['queued', 'running', 'waiting'] as const) await this.#idle(status);
        await this.#sweep();
      });
    } catch (error) {
      log.warn({ err: error }, 'reconciling was interrupted; it goes on at the next interval');
    }
  }

  /** Runs that were ended in the database alone, as by a kill switch: counted and traced here, as others when they end. */
  async #tellEnds(): Promise<void> {
    const { system, deps, log } = this.#options;
    for (const some of chunks(await system.outbox.takeEnds(BATCH), AT_ONCE)) {
      await Promise.all(
        some.map(async (run) => {
          const session = new RunSession(deps, publicRef(run.organizationId, run.runId));
          await session.tellEnd().catch((error: unknown) => {
            log.warn({ err: error, runId: run.runId }, 'the end of a run was not told');
          });
        }),
      );
    }
  }

  /** Workflows that ended in a way our own code never ends them. */
  async #endedOutside(): Promise<void> {
    const since = new Date(Date.now() - LOOK_BACK_MS).toISOString();
    const query =
      `WorkflowType = "${AGENT_RUN_WORKFLOW}" AND ExecutionStatus IN ("Terminated", "TimedOut", "Failed", "Canceled") ` +
      `AND CloseTime > "${since}"`;
    const ids: string[] = [];
    for await (const { workflowId } of this.#options.client.workflow.list({ query, pageSize: 200 })) {
      // Somebody may have started an agentRun under an id of their own: none of ours, so none of our business.
      const id = fromPublicId('run', workflowId.split(':')[2] ?? '');
      if (id !== undefined) ids.push(id);
    }
    for (const some of chunks(ids, BATCH)) {
      await this.#settleAll(await this.#options.system.openRuns.among(some));
    }
  }

  async #idle(status: IdleStatus): Promise<void> {
    const { openRuns } = this.#options.system;
    const runs = await openRuns.idle(status, IDLE_MS[status], BATCH);
    await this.#settleAll(runs);
    await openRuns.touch(runs.map((run) => run.id));
  }

  async #settleAll(runs: readonly OpenRun[]): Promise<void> {
    const waiting = runs.filter((run) => run.status === 'waiting').map((run) => run.id);
    const news =
      waiting.length === 0 ? new Set<string>() : await this.#options.system.openRuns.withNews(waiting);
    for (const some of chunks(runs, AT_ONCE)) {
      await Promise.all(some.map((run) => this.#trySettle(run, news.has(run.id))));
    }
  }

  /** One run that cannot be settled must not keep the others from it; an outage is the next interval's. */
  async #trySettle(run: OpenRun, hasNews: boolean): Promise<void> {
    try {
      await this.#settle(run, hasNews);
    } catch (error) {
      if (isOutage(error)) throw error;
      this.#options.log.error({ err: error, runId: run.id }, 'a run could not be reconciled');
    }
  }

  async #settle(run: OpenRun, hasNews: boolean): Promise<void> {
    const { system, client } = this.#options;
    const workflowId = workflowIdOf(run);
    const verdict = await judgeWorkflow(client, workflowId);
    switch (verdict.type) {
      case 'busy':
        return;
      case 'alive':
        // Should a wake-up have been lost, the run looks at its journal. Nobody else is woken: each signal stays
        // in the history of a run that may wait for weeks.
        if (hasNews) await client.workflow.getHandle(workflowId).signal(RESUME_SIGNAL);
        return;
      case 'unknown':
        if (run.status === 'queued') return system.openRuns.reorderStart(run);
        return this.#end(run, 'engine_error', 'the workflow engine no longer knows this run');
      case 'stuck':
        // Ended for good, so that it cannot wake up later and act for a run that people were told has failed.
        await client.workflow.getHandle(workflowId).terminate(verdict.message);
        return this.#end(run, verdict.code, verdict.message);
      case 'ended':
        return this.#end(run, verdict.code, verdict.message);
    }
  }

  async #end(run: OpenRun, code: string, message: string): Promise<void> {
    const { deps, log } = this.#options;
    const end = await closeRun(deps, {
      ...publicRef(run.organizationId, run.id),
      status: 'failed',
      code,
      message,
    });
    // It may have ended in good order while its workflow was looked at.
    if (end.do !== 'finish' || end.status !== 'failed') return;
    log.warn(
      { runId: run.id, organizationId: run.organizationId, code, reason: message },
      'a run was ended by the reconciler',
    );
  }

  async #sweep(): Promise<void> {
    if (Date.now() - this.#sweptAt < 10 * 60_000) return;
    this.#sweptAt = Date.now();
    await this.#options.system.outbox.sweep();
    await this.#options.system.messages.sweep();
  }
}

function publicRef(organizationId: string, runId: string) {
  return { organizationId: toPublicId('organization', organizationId), runId: toPublicId('run', runId) };
}

function isOutage(error: unknown): boolean {
  return error instanceof ServiceError || isGrpcServiceError(error) || isDatabaseUnavailable(error);
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  const count = Math.ceil(items.length / size);
  return Array.from({ length: count }, (_, i) => items.slice(i * size, (i + 1) * size));
}

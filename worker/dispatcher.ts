/**
 * Carries out what the outbox orders: start a run's workflow, cancel it, wake it. An order is marked done
 * after Temporal has acknowledged it, so it may be carried out twice; every order is harmless when repeated.
 */
import { type Client, WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError } from '@temporalio/client';
import { defineSearchAttributeKey, SearchAttributeType, TypedSearchAttributes } from '@temporalio/common';
import type { Logger } from 'pino';
import { insideSpan } from '../activities/telemetry.ts';
import { toPublicId } from '../domain/ids.ts';
import {
  AGENT_RUN_WORKFLOW,
  agentRunWorkflowId,
  type AgentRunInput,
  CANCEL_RUN_SIGNAL,
  type Granularity,
  granularityOf,
  priorityOf,
  RESUME_SIGNAL,
  SEARCH_ATTRIBUTES,
} from '../domain/temporal/agent-run.ts';
import {
  ONBOARDING_WORKFLOW,
  onboardingWorkflowId,
  type OnboardingInput,
} from '../domain/temporal/onboarding.ts';
import { spanIdOf, traceIdOf } from '../store/log-rows.ts';
import type { RunToStart } from '../store/outbox.ts';
import type { ClaimedOrder } from '../store/system/outbox-queue.ts';
import type { SystemDatabase } from '../store/system/system-database.ts';
import { PollingLoop } from './polling-loop.ts';

export interface DispatcherOptions {
  readonly system: SystemDatabase;
  readonly client: Client;
  readonly taskQueue: string;
  readonly granularity: Granularity | undefined;
  readonly continueAsNewAfter: number | undefined;
  readonly pollMs: number;
  readonly log: Logger;
}

const BATCH = 64;
const LEASE_MS = 30_000;
const LONGEST_DELAY_MS = 30_000;

export class Dispatcher extends PollingLoop {
  readonly #options: DispatcherOptions;
  #troubled = false;

  constructor(options: DispatcherOptions) {
    super(options.pollMs, 'outbox');
    this.#options = options;
  }

  protected async round(): Promise<boolean> {
    const { system, log } = this.#options;
    try {
      const orders = await system.outbox.claim(BATCH, LEASE_MS);
      const results = await Promise.all(orders.map((order) => this.#carryOut(order)));
      await system.outbox.markDone(results.filter((id) => id !== undefined));
      return orders.length === BATCH;
    } catch (error) {
      log.warn({ err: error }, 'the outbox could not be read; trying again');
      return false;
    }
  }

  /** The order's id when it is done; else it is postponed. */
  async #carryOut(order: ClaimedOrder): Promise<bigint | undefined> {
    try {
      await this.#perform(order);
      this.#recovered();
      return order.id;
    } catch (error) {
      const delay = Math.min(LONGEST_DELAY_MS, 250 * 2 ** Math.min(order.attempts, 10));
      this.#trouble(error, order);
      await this.#options.system.outbox.postpone(
        order.id,
        delay,
        error instanceof Error ? error.message : String(error),
      );
      return undefined;
    }
  }

  async #perform(order: ClaimedOrder): Promise<void> {
    if (order.kind === 'start_onboarding') return this.#onboard(order.organizationId);
    const { runId } = order.payload;
    await insideSpan(traceIdOf(runId), spanIdOf(runId), () => this.#performForRun(order));
  }

  async #performForRun(order: Exclude<ClaimedOrder, { kind: 'start_onboarding' }>): Promise<void> {
    const { organizationId, payload } = order;
    if (order.kind === 'start_run') return this.#start(organizationId, order.payload);
    const workflowId = workflowIdOf({ organizationId, id: payload.runId });
    const handle = this.#options.client.workflow.getHandle(workflowId);
    try {
      await handle.signal(order.kind === 'cancel_run' ? CANCEL_RUN_SIGNAL : RESUME_SIGNAL);
    } catch (error) {
      // Ended or never started: the row says so already, or the reconciler will.
      if (!(error instanceof WorkflowNotFoundError)) throw error;
    }
  }

  /** Also of a run that was cancelled meanwhile: its workflow looks, and ends. */
  async #start(organizationId: string, run: RunToStart): Promise<void> {
    const { client, taskQueue, granularity, continueAsNewAfter } = this.#options;
    const input: AgentRunInput = {
      organizationId: toPublicId('organization', organizationId),
      runId: toPublicId('run', run.runId),
      granularity: granularity ?? granularityOf(run.kind),
      ...(continueAsNewAfter === undefined ? {} : { continueAsNewAfter }),
    };
    try {
      await client.workflow.start(AGENT_RUN_WORKFLOW, {
        workflowId: workflowIdOf({ organizationId, id: run.runId }),
        taskQueue,
        args: [input],
        workflowIdReusePolicy: 'REJECT_DUPLICATE',
        workflowIdConflictPolicy: 'USE_EXISTING',
        requestEagerStart: true,
        staticSummary: `${run.kind} · ${run.trigger}`,
        typedSearchAttributes: searchAttributesOf(input.organizationId, run),
        priority: { priorityKey: priorityOf(run.trigger), fairnessKey: input.organizationId },
      });
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    }
  }

  /**
   * Under one id, so never twice at a time. It may be started anew when it has ended: it finds out itself that there
   * is nothing left to do, and one that was terminated by hand must not leave an organization without its agents.
   */
  async #onboard(organization: string): Promise<void> {
    const organizationId = toPublicId('organization', organization);
    const input: OnboardingInput = { organizationId };
    await this.#options.client.workflow.start(ONBOARDING_WORKFLOW, {
      workflowId: onboardingWorkflowId(organizationId),
      taskQueue: this.#options.taskQueue,
      args: [input],
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      workflowIdConflictPolicy: 'USE_EXISTING',
      staticSummary: 'onboarding',
      typedSearchAttributes: new TypedSearchAttributes([
        keyword(SEARCH_ATTRIBUTES.organization, organizationId),
      ]),
      priority: { priorityKey: 3, fairnessKey: organizationId },
    });
  }

  #trouble(error: unknown, order: ClaimedOrder): void {
    if (this.#troubled) return;
    this.#troubled = true;
    this.#options.log.warn(
      { err: error, order: order.kind },
      'Temporal does not answer; orders wait in the outbox',
    );
  }

  #recovered(): void {
    if (!this.#troubled) return;
    this.#troubled = false;
    this.#options.log.info('Temporal answers again');
  }
}

export function workflowIdOf(run: { organizationId: string; id: string }): string {
  return agentRunWorkflowId(toPublicId('organization', run.organizationId), toPublicId('run', run.id));
}

function searchAttributesOf(organizationId: string, run: RunToStart): TypedSearchAttributes {
  return new TypedSearchAttributes([
    keyword(SEARCH_ATTRIBUTES.organization, organizationId),
    keyword(SEARCH_ATTRIBUTES.agent, toPublicId('agent', run.agentId)),
    keyword(SEARCH_ATTRIBUTES.kind, run.kind),
    keyword(SEARCH_ATTRIBUTES.trigger, run.trigger),
    keyword(SEARCH_ATTRIBUTES.status, 'running'),
  ]);
}

function keyword(name: string, value: string) {
  return { key: defineSearchAttributeKey(name, SearchAttributeType.KEYWORD), value };
}

/**
 * Reminds approvers and escalates, when a request has waited as long as its policy says. What is due is in the rows, so
 * a restart forgets nothing, and each nudge is marked in the transaction that gives it, so none is given twice.
 */
import type { Logger } from 'pino';
import type { Database } from '../store/database.ts';
import type { DueNudge } from '../store/system/due-approvals.ts';
import type { SystemDatabase } from '../store/system/system-database.ts';
import { PollingLoop } from './polling-loop.ts';

export interface ApprovalNudgerOptions {
  readonly system: SystemDatabase;
  readonly database: Database;
  readonly runChanged: (runId: string) => void;
  readonly pollMs: number;
  readonly log: Logger;
}

const BATCH = 100;

export class ApprovalNudger extends PollingLoop {
  readonly #options: ApprovalNudgerOptions;

  constructor(options: ApprovalNudgerOptions) {
    super(options.pollMs);
    this.#options = options;
  }

  protected async round(): Promise<boolean> {
    const { system, log } = this.#options;
    try {
      const due = await system.dueApprovals.nudges(BATCH);
      let given = 0;
      for (const nudge of due) if (await this.#give(nudge)) given += 1;
      return due.length === BATCH && given > 0;
    } catch (error) {
      log.warn({ err: error }, 'looking for approvals to remind of was interrupted; trying again');
      return false;
    }
  }

  /** One that fails must not keep the others waiting. */
  async #give({ id, organizationId, nudge }: DueNudge): Promise<boolean> {
    const { database, runChanged, log } = this.#options;
    try {
      const approval = await database.transact(organizationId, async (store) =>
        (await store.approvals.nudge(id, nudge)) ? store.approvals.get(id) : undefined,
      );
      if (approval !== undefined) runChanged(approval.runId);
      return approval !== undefined;
    } catch (error) {
      log.error({ err: error, approval: id, nudge }, 'the approvers could not be told; trying again');
      return false;
    }
  }
}

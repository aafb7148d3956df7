/** Approvals: one conditional update decides, whatever door the decision came through (approval-decisions.ts). */
import { toPublicId } from '../domain/ids.ts';
import { isFinal, type RunStatus } from '../domain/run/run-status.ts';
import { logEvent } from './approval-announcements.ts';
import { decide, type DecideInput, type DecideResult } from './approval-decisions.ts';
import { audienceOf, tell } from './approval-notices.ts';
import { AuditStore } from './audit.store.ts';
import type { Scope } from './database.ts';
import type { Approval } from './generated/client.ts';
import { NotificationStore } from './notifications.store.ts';
import { settleCancelled } from './unknown-effects.ts';

export type ApprovalRow = Approval;

/** What happens to a request that nobody decides, each at most once. */
export type Nudge = 'remind' | 'escalate';

export class ApprovalStore {
  readonly #scope: Scope;

  constructor(scope: Scope) {
    this.#scope = scope;
  }

  async get(id: string): Promise<ApprovalRow | undefined> {
    const { tx, organizationId } = this.#scope;
    return (await tx.approval.findFirst({ where: { id, organizationId } })) ?? undefined;
  }

  /** The approvals of one turn, in the order of its calls. */
  async ofTurn(runId: string, turn: number): Promise<ApprovalRow[]> {
    const { tx, organizationId } = this.#scope;
    return tx.approval.findMany({ where: { runId, turn, organizationId }, orderBy: { callIndex: 'asc' } });
  }

  decide(input: DecideInput): Promise<DecideResult> {
    return decide(this.#scope, input);
  }

  /** Reminds the deciders, or widens who they are; false when that was done before or is not due. */
  async nudge(id: string, nudge: Nudge): Promise<boolean> {
    if (!(await this.#lockOpenRun(id)) || !(await this.#markNudged(id, nudge))) return false;
    const approval = await this.get(id);
    if (approval === undefined) return false;
    // Those it was escalated to have not heard of it yet; the others have.
    const audience = audienceOf(
      nudge === 'remind' ? approval : { ...approval, deciderRoles: [], deciderMemberIds: [] },
    );
    await tell(this.#scope, approval, nudge === 'remind' ? 'reminder' : 'escalated', audience);
    const event = nudge === 'remind' ? 'approval_reminded' : 'approval_escalated';
    await logEvent(this.#scope, approval, event, {});
    await new AuditStore(this.#scope).record({
      actor: 'system',
      action: event.replace('_', '.'),
      subject: { kind: 'approval', id: toPublicId('approval', id) },
      after: nudge === 'remind' ? { waitingSince: approval.createdAt } : { roles: approval.escalateToRoles },
    });
    return true;
  }

  /** Marks the pending approvals of a run that are past their deadline; true when there were any. */
  async expireOverdue(runId: string): Promise<Approval[]> {
    const { tx, organizationId } = this.#scope;
    await tx.$queryRaw`SELECT 1 FROM run WHERE organization_id = ${organizationId}::uuid AND id = ${runId}::uuid FOR UPDATE`;
    const due = await tx.approval.findMany({
      where: { runId, organizationId, status: 'pending', expiresAt: { lte: new Date() } },
    });
    if (due.length === 0) return [];
    await tx.approval.updateMany({
      where: { organizationId, id: { in: due.map((row) => row.id) }, status: 'pending' },
      data: {
        status: 'expired',
        decidedAt: new Date(),
        decidedBy: 'system',
        decidedVia: 'system',
        decisionReason: 'nobody decided before the deadline',
      },
    });
    for (const row of due) {
      await new AuditStore(this.#scope).record({
        actor: 'system',
        action: 'approval.expired',
        subject: { kind: 'approval', id: toPublicId('approval', row.id) },
        before: { status: 'pending' },
        after: { status: 'expired' },
      });
    }
    await new NotificationStore(this.#scope).settle(due.map((row) => row.id));
    return due;
  }

  /** Ends what is still pending when the run itself ends; of effects whose outcome was asked about owners are told. */
  async cancelPending(runId: string, reason: string): Promise<void> {
    const { tx, organizationId } = this.#scope;
    const pending = { runId, organizationId, status: 'pending' };
    const rows = await tx.approval.findMany({ where: pending, select: { id: true } });
    if (rows.length === 0) return;
    await tx.approval.updateMany({
      where: pending,
      data: {
        status: 'cancelled',
        decidedAt: new Date(),
        decidedBy: 'system',
        decidedVia: 'system',
        decisionReason: reason,
      },
    });
    await settleCancelled(
      this.#scope,
      rows.map((row) => row.id),
    );
  }

  /** The run before the approval, as every writer does. */
  async #lockOpenRun(id: string): Promise<boolean> {
    const { tx, organizationId } = this.#scope;
    const [run] = await tx.$queryRaw<{ status: RunStatus; cancelled: boolean }[]>`
      SELECT r.status, r.cancel_requested_at IS NOT NULL AS cancelled
      FROM run r JOIN approval a ON a.organization_id = r.organization_id AND a.run_id = r.id
      WHERE a.organization_id = ${organizationId}::uuid AND a.id = ${id}::uuid FOR UPDATE OF r`;
    return run !== undefined && !isFinal(run.status) && !run.cancelled;
  }

  async #markNudged(id: string, nudge: Nudge): Promise<boolean> {
    const { tx, organizationId } = this.#scope;
    const [due, done] =
      nudge === 'remind' ? (['remindAt', 'remindedAt'] as const) : (['escalateAt', 'escalatedAt'] as const);
    const now = new Date();
    const { count } = await tx.approval.updateMany({
      where: {
        id,
        organizationId,
        status: 'pending',
        expiresAt: { gt: now },
        [due]: { lte: now },
        [done]: null,
      },
      data: { [done]: now },
    });
    return count === 1;
  }
}

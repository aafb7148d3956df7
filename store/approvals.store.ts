/** Approvals: one conditional update decides, whatever door the decision came through. */
import type { Decision, DecisionDoor } from '../domain/approval/approval-status.ts';
import { STATUS_AFTER } from '../domain/approval/approval-status.ts';
import type { FieldError } from '../domain/errors.ts';
import { toPublicId } from '../domain/ids.ts';
import { OPEN_STATUSES } from '../domain/run/run-status.ts';
import { AuditStore } from './audit.store.ts';
import type { Scope } from './database.ts';
import type { Approval } from './generated/client.ts';
import { JournalStore } from './journal.store.ts';
import { enqueue } from './outbox.ts';
import { Prisma } from './prisma.ts';

export type ApprovalRow = Approval;

/** Checks edited arguments by the tool's own schema; given by the caller, since tools are not the store's. */
export type ParseArguments = (
  toolName: string,
  raw: unknown,
) =>
  | { readonly ok: true; readonly value: unknown; readonly hash: string }
  | { readonly ok: false; readonly errors: readonly FieldError[] };

export interface DecideInput {
  readonly approvalId: string;
  readonly decision: Decision;
  readonly arguments?: unknown;
  readonly reason?: string;
  /** Who decides, as it will be shown: `key:…`, `operator:temporal`. */
  readonly actor: string;
  readonly via: DecisionDoor;
  /** Destructive calls are decided by owners only (SPEC 9.1). */
  readonly isOwner: boolean;
  readonly parseArguments: ParseArguments;
}

export type DecideResult =
  | { readonly applied: true; readonly approval: ApprovalRow }
  | {
      readonly applied: false;
      readonly why:
        'not_found' | 'already_decided' | 'expired' | 'run_final' | 'invalid_arguments' | 'owner_only';
      readonly detail: string;
      readonly approval?: ApprovalRow;
      readonly errors?: readonly FieldError[];
    };

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

  async decide(input: DecideInput): Promise<DecideResult> {
    const approval = await this.#lock(input.approvalId);
    if (approval === undefined)
      return { applied: false, why: 'not_found', detail: 'There is no such approval.' };
    if (approval.risk === 'destructive' && !input.isOwner) {
      const detail =
        'A destructive action is decided by an owner of the organization, through the API or the UI.';
      return { applied: false, why: 'owner_only', detail, approval };
    }
    const edited =
      input.decision === 'edit' ? input.parseArguments(approval.toolName, input.arguments) : undefined;
    if (edited?.ok === false) {
      const detail = `The edited arguments do not fit ${approval.toolName}.`;
      return { applied: false, why: 'invalid_arguments', detail, approval, errors: edited.errors };
    }
    const decided = await this.#apply(input, edited?.value);
    if (!decided) return this.#refusal(approval);
    return { applied: true, approval: await this.#announce(approval, input) };
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
    return due;
  }

  /** Ends what is still pending when the run itself ends. */
  async cancelPending(runId: string, reason: string): Promise<void> {
    const { tx, organizationId } = this.#scope;
    await tx.approval.updateMany({
      where: { runId, organizationId, status: 'pending' },
      data: {
        status: 'cancelled',
        decidedAt: new Date(),
        decidedBy: 'system',
        decidedVia: 'system',
        decisionReason: reason,
      },
    });
  }

  /** Locks the run first, as every writer does: two orders of locking would be a deadlock in waiting. */
  async #lock(id: string): Promise<ApprovalRow | undefined> {
    const { tx, organizationId } = this.#scope;
    await tx.$queryRaw`
      SELECT 1 FROM run r JOIN approval a ON a.organization_id = r.organization_id AND a.run_id = r.id
      WHERE a.organization_id = ${organizationId}::uuid AND a.id = ${id}::uuid FOR UPDATE OF r`;
    return this.get(id);
  }

  async #apply(input: DecideInput, editedArguments: unknown): Promise<boolean> {
    const { tx, organizationId } = this.#scope;
    const edited = editedArguments === undefined ? null : JSON.stringify(editedArguments);
    const count = await tx.$executeRaw`
      UPDATE approval SET status = ${STATUS_AFTER[input.decision]}, decided_at = now(), decided_by = ${input.actor},
        decided_via = ${input.via}, decision_reason = ${input.reason ?? null}, decided_arguments = ${edited}::jsonb
      WHERE organization_id = ${organizationId}::uuid AND id = ${input.approvalId}::uuid
        AND status = 'pending' AND expires_at > now()
        AND EXISTS (SELECT 1 FROM run r WHERE r.organization_id = approval.organization_id AND r.id = approval.run_id
          AND r.cancel_requested_at IS NULL AND r.status IN (${Prisma.join([...OPEN_STATUSES])}))`;
    return count === 1;
  }

  async #refusal(approval: ApprovalRow): Promise<DecideResult> {
    if (
      approval.status === 'expired' ||
      (approval.status === 'pending' && approval.expiresAt <= new Date())
    ) {
      const detail = `The deadline was ${approval.expiresAt.toISOString()}; an expired approval counts as rejected.`;
      return { applied: false, why: 'expired', detail, approval };
    }
    if (approval.status !== 'pending') {
      const detail = `Already ${approval.status} by ${approval.decidedBy ?? 'unknown'} via ${approval.decidedVia ?? 'unknown'}.`;
      return { applied: false, why: 'already_decided', detail, approval };
    }
    return { applied: false, why: 'run_final', detail: 'The run has ended or is being cancelled.', approval };
  }

  async #announce(before: ApprovalRow, input: DecideInput): Promise<ApprovalRow> {
    const approval = (await this.get(before.id)) ?? before;
    await new JournalStore(this.#scope).record({
      runId: approval.runId,
      from: OPEN_STATUSES,
      log: [
        {
          entry: {
            kind: 'system_event',
            event: 'approval_decided',
            newState: approval.status,
            ...(input.reason === undefined ? {} : { reason: input.reason }),
            data: {
              approvalId: approval.id,
              toolName: approval.toolName,
              decidedBy: input.actor,
              decidedVia: input.via,
            },
          },
          span: { turn: approval.turn, call: approval.callIndex },
        },
      ],
    });
    await new AuditStore(this.#scope).record({
      actor: input.actor,
      action: `approval.${approval.status}`,
      subject: { kind: 'approval', id: toPublicId('approval', approval.id) },
      before: { status: before.status, arguments: before.arguments },
      after: {
        status: approval.status,
        via: input.via,
        reason: input.reason,
        arguments: approval.decidedArguments ?? approval.arguments,
      },
    });
    await enqueue(this.#scope, {
      kind: 'resume_run',
      dedupeKey: `resume_run:${approval.id}`,
      payload: { runId: approval.runId, why: `approval ${approval.status}` },
    });
    return approval;
  }
}

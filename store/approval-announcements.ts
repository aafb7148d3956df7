/** What follows a decision in the same transaction: the timeline, the audit log, the wake-up, the people. */
import type { LogEntryBody, SystemEvent } from '../domain/contracts/log-entries.ts';
import { toPublicId } from '../domain/ids.ts';
import { OPEN_STATUSES } from '../domain/run/run-status.ts';
import { audienceOf, tell } from './approval-notices.ts';
import { proposedOf } from '../domain/approval/asked-of.ts';
import { AuditStore } from './audit.store.ts';
import type { Scope } from './database.ts';
import type { Approval } from './generated/client.ts';
import { JournalStore } from './journal.store.ts';
import { NotificationStore } from './notifications.store.ts';
import { enqueue } from './outbox.ts';

interface Decided {
  readonly before: Approval;
  readonly approval: Approval;
  readonly actor: string;
  readonly via: string;
  readonly reason?: string | undefined;
  /** Why the edited call asked besides; whoever decided was told. */
  readonly newReasons: readonly string[];
}

export async function announceDecision(
  scope: Scope,
  { before, approval, actor, via, reason, newReasons }: Decided,
): Promise<void> {
  const { firstApprovedBy } = approval;
  const first = firstApprovedBy === null ? {} : { firstApprovedBy };
  const confirmed = approval.status === 'edited' && newReasons.length > 0 ? { newReasons } : {};
  await logEvent(scope, approval, 'approval_decided', {
    newState: approval.status,
    ...(reason === undefined ? {} : { reason }),
    data: { decidedBy: actor, decidedVia: via, ...first, ...confirmed },
  });
  await new AuditStore(scope).record({
    actor,
    action: `approval.${approval.status}`,
    subject: { kind: 'approval', id: toPublicId('approval', approval.id) },
    before: { status: before.status, arguments: before.arguments },
    after: {
      status: approval.status,
      via,
      reason,
      arguments: approval.decidedArguments ?? approval.arguments,
      ...first,
      ...confirmed,
    },
  });
  await new NotificationStore(scope).settle([approval.id]);
  await enqueue(scope, {
    kind: 'resume_run',
    dedupeKey: `resume_run:${approval.id}`,
    payload: { runId: approval.runId, why: `approval ${approval.status}` },
  });
}

/** The first of two: recorded and shown, and somebody else is asked. */
export async function announceFirstApproval(
  scope: Scope,
  approval: Approval,
  { actor, via }: { readonly actor: string; readonly via: string },
): Promise<void> {
  const { firstApprovedReasons: newReasons } = approval;
  const confirmed = newReasons.length > 0 ? { newReasons } : {};
  await logEvent(scope, approval, 'approval_first_approved', {
    newState: 'pending',
    data: { decidedBy: actor, decidedVia: via, ...confirmed },
  });
  await new AuditStore(scope).record({
    actor,
    action: 'approval.first_approved',
    subject: { kind: 'approval', id: toPublicId('approval', approval.id) },
    before: { arguments: approval.arguments },
    after: { via, arguments: proposedOf(approval).arguments, ...confirmed },
  });
  await tell(scope, approval, 'second', audienceOf(approval));
}

type Event = Omit<Extract<LogEntryBody, { kind: 'system_event' }>, 'kind' | 'event'>;

/** A line of the run's timeline, beside the call that is asked about. */
export async function logEvent(
  scope: Scope,
  approval: Approval,
  event: SystemEvent,
  { data, ...more }: Event,
): Promise<void> {
  const approvalId = toPublicId('approval', approval.id);
  await new JournalStore(scope).record({
    runId: approval.runId,
    from: OPEN_STATUSES,
    log: [
      {
        entry: {
          kind: 'system_event',
          event,
          ...more,
          data: { approvalId, toolName: approval.toolName, ...data },
        },
        span: { turn: approval.turn, call: approval.callIndex },
      },
    ],
  });
}

/** A decision on an approval: one conditional update decides, whatever door it came through. */
import type { Role } from '../domain/access/permissions.ts';
import { lowerRole } from '../domain/access/permissions.ts';
import type { Decision, DecisionDoor } from '../domain/approval/approval-status.ts';
import { STATUS_AFTER } from '../domain/approval/approval-status.ts';
import { type Decider, type ObstacleCode, obstacleTo, OPERATOR } from '../domain/approval/deciders.ts';
import type { EditRefusal } from '../domain/approval/judge-edit.ts';
import type { Finding } from '../domain/rules/decide.ts';
import { isFinal, OPEN_STATUSES, type RunStatus } from '../domain/run/run-status.ts';
import { announceDecision, announceFirstApproval } from './approval-announcements.ts';
import { askedOf, proposedOf } from '../domain/approval/asked-of.ts';
import { type CheckEdit, type Proposal, proposalOf } from './approval-proposal.ts';
import type { Scope } from './database.ts';
import type { Approval } from './generated/client.ts';
import { Prisma } from './prisma.ts';

/** Somebody with a role, or an operator, who may be anybody. A person's role is looked up anew. */
export type DecidedBy =
  | typeof OPERATOR
  | { readonly role: Role; readonly personId?: string | undefined; readonly isAgentMade?: boolean };

export interface DecideInput {
  readonly approvalId: string;
  readonly decision: Decision;
  readonly arguments?: unknown;
  /** Of the arguments that were looked at: should they be others by now, nothing is approved. Confirms an edit. */
  readonly argumentsHash?: string | undefined;
  readonly reason?: string | undefined;
  /** Who decides, as it will be shown: `key:…`, `operator:temporal`. */
  readonly actor: string;
  readonly by: DecidedBy;
  readonly via: DecisionDoor;
  /** The link of a mail that was followed; each works once. */
  readonly linkId?: string | undefined;
  readonly checkEdit: CheckEdit;
}

export type RefusalCode =
  | 'not_found'
  | 'already_decided'
  | 'expired'
  | 'run_final'
  | 'invalid_arguments'
  | 'edit_denied'
  | 'edit_unconfirmed'
  | 'arguments_changed'
  | 'link_used'
  | ObstacleCode;

export type DecideResult =
  /** Under four eyes the first approval is applied, too, and leaves the approval pending. */
  | { readonly applied: true; readonly approval: Approval }
  | {
      readonly applied: false;
      readonly why: RefusalCode;
      readonly detail: string;
      readonly approval?: Approval;
      readonly edit?: EditRefusal;
      /** Edited arguments that ask for something new, under the hash that confirms them. */
      readonly unconfirmed?: { readonly argumentsHash: string; readonly newReasons: readonly Finding[] };
    };

export type Refused = Extract<DecideResult, { applied: false }>;

export async function decide(scope: Scope, input: DecideInput): Promise<DecideResult> {
  const found = await lock(scope, input.approvalId);
  if (found === undefined) return { applied: false, why: 'not_found', detail: 'There is no such approval.' };
  const { approval } = found;
  const closed = whyClosed(found);
  if (closed !== undefined) return closed;
  const decider = await deciderOf(scope, input.by);
  const obstacle = obstacleTo(input.decision, askedOf(approval), decider);
  if (obstacle !== undefined)
    return { applied: false, why: obstacle.code, detail: obstacle.detail, approval };
  if (input.linkId !== undefined && approval.linkUses.includes(input.linkId)) {
    const detail = 'This link was used already. Decide in the inbox instead.';
    return { applied: false, why: 'link_used', detail, approval };
  }
  const proposal = await proposalOf(scope, input, approval);
  if ('why' in proposal) return proposal;
  const isFirst =
    approval.fourEyes && input.decision !== 'reject' && !isSecondApproval(approval, proposal, decider);
  return isFirst ? recordFirst(scope, input, found, proposal, decider) : apply(scope, input, found, proposal);
}

interface Locked {
  readonly approval: Approval;
  readonly runStatus: RunStatus;
  readonly cancelRequested: boolean;
}

/** Locks the run first, as every writer does: two orders of locking would be a deadlock in waiting. */
async function lock({ tx, organizationId }: Scope, id: string): Promise<Locked | undefined> {
  const [run] = await tx.$queryRaw<{ runStatus: RunStatus; cancelRequested: boolean }[]>`
    SELECT r.status AS "runStatus", r.cancel_requested_at IS NOT NULL AS "cancelRequested"
    FROM run r JOIN approval a ON a.organization_id = r.organization_id AND a.run_id = r.id
    WHERE a.organization_id = ${organizationId}::uuid AND a.id = ${id}::uuid FOR UPDATE OF r`;
  const approval = await tx.approval.findFirst({ where: { id, organizationId } });
  return run === undefined || approval === null ? undefined : { approval, ...run };
}

function whyClosed({ approval, runStatus, cancelRequested }: Locked): Refused | undefined {
  const refused = (why: RefusalCode, detail: string): Refused => ({ applied: false, why, detail, approval });
  const isOverdue = approval.status === 'pending' && approval.expiresAt <= new Date();
  if (approval.status === 'expired' || isOverdue) {
    const detail = `The deadline was ${approval.expiresAt.toISOString()}; an expired approval counts as rejected.`;
    return refused('expired', detail);
  }
  if (approval.status !== 'pending') {
    const detail = `Already ${approval.status} by ${approval.decidedBy ?? 'unknown'} via ${approval.decidedVia ?? 'unknown'}.`;
    return refused('already_decided', detail);
  }
  if (!isFinal(runStatus) && !cancelRequested) return undefined;
  return refused('run_final', 'The run has ended or is being cancelled.');
}

/** With the role that they have now: whoever lost theirs a moment ago decides nothing any more. */
async function deciderOf({ tx, organizationId }: Scope, by: DecidedBy): Promise<Decider | typeof OPERATOR> {
  if (by === OPERATOR || by.personId === undefined) return by;
  const { personId } = by;
  const member = await tx.member.findFirst({ where: { organizationId, personId } });
  if (member === null) return { ...by, role: 'viewer' };
  return { ...by, role: lowerRole(by.role, member.role as Role), memberId: member.id };
}

/** Another person, and the very same arguments. */
function isSecondApproval(
  approval: Approval,
  { edited }: Proposal,
  decider: Decider | typeof OPERATOR,
): boolean {
  if (decider === OPERATOR || approval.firstApprovedPersonId === null) return false;
  const hash = edited?.hash ?? approval.argumentsHash;
  return approval.firstApprovedPersonId !== decider.personId && hash === proposedOf(approval).hash;
}

async function apply(
  scope: Scope,
  input: DecideInput,
  found: Locked,
  { edited, newReasons }: Proposal,
): Promise<DecideResult> {
  const isEdit = edited !== null && input.decision !== 'reject';
  const status = isEdit ? 'edited' : STATUS_AFTER[input.decision];
  const value = isEdit ? JSON.stringify(edited.value) : null;
  const count = await scope.tx.$executeRaw`
    UPDATE approval SET status = ${status}, decided_at = now(), decided_by = ${input.actor},
      decided_via = ${input.via}, decision_reason = ${input.reason ?? null}, decided_arguments = ${value}::jsonb,
      decided_arguments_hash = ${isEdit ? edited.hash : null}, ${usedLink(input)}
    WHERE ${stillOpen(scope, input.approvalId)}`;
  if (count !== 1) return lateRefusal(scope, found);
  const approval = (await lock(scope, input.approvalId))?.approval ?? found.approval;
  await announceDecision(scope, { before: found.approval, approval, newReasons, ...input });
  return { applied: true, approval };
}

async function recordFirst(
  scope: Scope,
  input: DecideInput,
  found: Locked,
  { edited, newReasons }: Proposal,
  decider: Decider | typeof OPERATOR,
): Promise<DecideResult> {
  const personId = decider === OPERATOR ? null : (decider.personId ?? null);
  const value = edited === null ? null : JSON.stringify(edited.value);
  const count = await scope.tx.$executeRaw`
    UPDATE approval SET first_approved_by = ${input.actor}, first_approved_person_id = ${personId}::uuid,
      first_approved_via = ${input.via}, first_approved_at = now(), first_approved_arguments = ${value}::jsonb,
      first_approved_hash = ${edited?.hash ?? found.approval.argumentsHash},
      first_approved_reasons = ${[...newReasons]}::text[], ${usedLink(input)}
    WHERE ${stillOpen(scope, input.approvalId)}`;
  if (count !== 1) return lateRefusal(scope, found);
  const approval = (await lock(scope, input.approvalId))?.approval ?? found.approval;
  await announceFirstApproval(scope, approval, input);
  return { applied: true, approval };
}

function usedLink({ linkId }: DecideInput): Prisma.Sql {
  return linkId === undefined
    ? Prisma.sql`link_uses = link_uses`
    : Prisma.sql`link_uses = array_append(link_uses, ${linkId}::uuid)`;
}

/** The condition that lets one decision win, whatever was looked at before. */
function stillOpen({ organizationId }: Scope, approvalId: string): Prisma.Sql {
  return Prisma.sql`organization_id = ${organizationId}::uuid AND id = ${approvalId}::uuid
    AND status = 'pending' AND expires_at > now()
    AND EXISTS (SELECT 1 FROM run r WHERE r.organization_id = approval.organization_id AND r.id = approval.run_id
      AND r.cancel_requested_at IS NULL AND r.status IN (${Prisma.join([...OPEN_STATUSES])}))`;
}

/** By the clocks of two machines the deadline may pass between the look and the update. */
async function lateRefusal(scope: Scope, found: Locked): Promise<Refused> {
  const now = (await lock(scope, found.approval.id)) ?? found;
  return (
    whyClosed(now) ?? {
      applied: false,
      why: 'expired',
      detail: 'The deadline has just passed; an expired approval counts as rejected.',
      approval: now.approval,
    }
  );
}

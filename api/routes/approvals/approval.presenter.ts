import type { DecidingRole } from '../../../domain/approval/approval-policy.ts';
import type {
  ApprovalStatus,
  ApprovalSubject,
  DecisionDoor,
} from '../../../domain/approval/approval-status.ts';
import type { ApprovalView } from '../../../domain/contracts/approvals.ts';
import { toPublicId } from '../../../domain/ids.ts';
import type { ToolEffect, ToolRisk } from '../../../domain/tools/tool-facts.ts';
import type { ApprovalDetail } from '../../../store/approval-queries.ts';

type Approval = ApprovalDetail['approval'];

export function presentApproval({ approval, agentName }: ApprovalDetail): ApprovalView {
  return {
    id: toPublicId('approval', approval.id),
    runId: toPublicId('run', approval.runId),
    agentId: toPublicId('agent', approval.agentId),
    agentName,
    agentVersionId: toPublicId('agentVersion', approval.agentVersionId),
    subject: approval.subject as ApprovalSubject,
    toolName: approval.toolName,
    arguments: approval.arguments as Record<string, unknown>,
    argumentsHash: approval.argumentsHash,
    effect: approval.effect as ToolEffect,
    risk: approval.risk as ToolRisk,
    reason: approval.reason,
    taint: approval.taint,
    status: approval.status as ApprovalStatus,
    decidedBy: approval.decidedBy,
    decidedVia: approval.decidedVia as DecisionDoor | null,
    decidedArguments: approval.decidedArguments as Record<string, unknown> | null,
    decidedArgumentsHash: approval.decidedArgumentsHash,
    firstApproval: presentFirst(approval),
    policy: presentPolicy(approval),
    requestedBy: approval.requestedBy,
    requesterId: personOrNull(approval.requesterPersonId),
    remindedAt: approval.remindedAt?.toISOString() ?? null,
    escalatedAt: approval.escalatedAt?.toISOString() ?? null,
    decisionReason: approval.decisionReason,
    expiresAt: approval.expiresAt.toISOString(),
    createdAt: approval.createdAt.toISOString(),
    decidedAt: approval.decidedAt?.toISOString() ?? null,
  };
}

function presentFirst(approval: Approval): ApprovalView['firstApproval'] {
  const { firstApprovedBy: by, firstApprovedAt: at } = approval;
  if (by === null || at === null) return null;
  return {
    by,
    via: approval.firstApprovedVia as DecisionDoor,
    at: at.toISOString(),
    personId: personOrNull(approval.firstApprovedPersonId),
    arguments: approval.firstApprovedArguments as Record<string, unknown> | null,
    argumentsHash: approval.firstApprovedHash ?? approval.argumentsHash,
    newReasons: approval.firstApprovedReasons,
  };
}

function presentPolicy(approval: Approval): ApprovalView['policy'] {
  return {
    roles: approval.deciderRoles as DecidingRole[],
    memberIds: approval.deciderMemberIds.map((id) => toPublicId('member', id)),
    fourEyes: approval.fourEyes,
    escalateToRoles: approval.escalateToRoles as DecidingRole[],
    remindAt: approval.remindAt?.toISOString() ?? null,
    escalateAt: approval.escalateAt?.toISOString() ?? null,
  };
}

function personOrNull(id: string | null): string | null {
  return id === null ? null : toPublicId('person', id);
}

import type {
  ApprovalStatus,
  ApprovalSubject,
  DecisionDoor,
} from '../../../domain/approval/approval-status.ts';
import type { ApprovalView } from '../../../domain/contracts/approvals.ts';
import { toPublicId } from '../../../domain/ids.ts';
import type { ToolEffect, ToolRisk } from '../../../domain/tools/tool-facts.ts';
import type { ApprovalDetail } from '../../../store/approval-queries.ts';

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
    decisionReason: approval.decisionReason,
    expiresAt: approval.expiresAt.toISOString(),
    createdAt: approval.createdAt.toISOString(),
    decidedAt: approval.decidedAt?.toISOString() ?? null,
  };
}

/** Signals, updates and queries of agentRun, by their public names. */
import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import {
  CANCEL_RUN_SIGNAL,
  DEBUG_STATE_QUERY,
  DECIDE_APPROVAL,
  type DebugState,
  type DecideApprovalMessage,
  type DecideApprovalResult,
  RESUME_SIGNAL,
} from '../../domain/temporal/agent-run.ts';

export const decideApprovalUpdate = defineUpdate<DecideApprovalResult, [DecideApprovalMessage]>(
  DECIDE_APPROVAL,
);
export const decideApprovalSignal = defineSignal<[DecideApprovalMessage]>(DECIDE_APPROVAL);
export const cancelRunSignal = defineSignal(CANCEL_RUN_SIGNAL);
export const resumeSignal = defineSignal(RESUME_SIGNAL);
export const debugStateQuery = defineQuery<DebugState>(DEBUG_STATE_QUERY);

/** Checks the form only; who may decide what is decided in PostgreSQL. Throwing refuses the update. */
export function checkDecision(message: DecideApprovalMessage): void {
  if (typeof message !== 'object' || typeof message.approvalId !== 'string') {
    throw new Error(
      'decideApproval needs {"approvalId": "apr_…", "decision": "approve" | "reject" | "edit"}',
    );
  }
  if (!['approve', 'reject', 'edit'].includes(message.decision)) {
    throw new Error('decision must be "approve", "reject" or "edit"');
  }
  if (message.decision === 'edit' && message.arguments === undefined) {
    throw new Error('an edit needs the new "arguments"');
  }
}

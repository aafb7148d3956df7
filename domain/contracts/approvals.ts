/** HTTP shapes of `/v1/approvals`. */
import { z } from 'zod';
import {
  APPROVAL_STATUSES,
  APPROVAL_SUBJECTS,
  DECISION_DOORS,
  DECISIONS,
} from '../approval/approval-status.ts';
import { TOOL_EFFECTS, TOOL_RISKS } from '../tools/tool-facts.ts';
import { idOf, pageOf, pageQuery, timestamp } from './primitives.ts';

const anArguments = z.record(z.string(), z.unknown());

export const listApprovalsQuery = pageQuery.extend({
  status: z.enum(APPROVAL_STATUSES).optional(),
  agentId: idOf('agent').optional(),
  runId: idOf('run').optional(),
});

export const decisionBody = z
  .strictObject({
    decision: z.enum(DECISIONS),
    reason: z.string().max(2000).optional(),
    arguments: anArguments.optional(),
  })
  .superRefine((body, ctx) => {
    if (body.decision === 'edit' && body.arguments === undefined) {
      ctx.addIssue({ code: 'custom', path: ['arguments'], message: 'an edit needs the new arguments' });
    }
    if (body.decision !== 'edit' && body.arguments !== undefined) {
      ctx.addIssue({ code: 'custom', path: ['arguments'], message: 'only an edit takes arguments' });
    }
    if (body.decision === 'reject' && !body.reason?.trim()) {
      ctx.addIssue({ code: 'custom', path: ['reason'], message: 'say why: the reason goes to the agent' });
    }
  });
export type DecisionBody = z.output<typeof decisionBody>;

export const approvalView = z
  .strictObject({
    id: idOf('approval'),
    runId: idOf('run'),
    agentId: idOf('agent'),
    agentName: z.string(),
    agentVersionId: idOf('agentVersion'),
    subject: z.enum(APPROVAL_SUBJECTS),
    toolName: z.string(),
    arguments: anArguments,
    argumentsHash: z.string(),
    effect: z.enum(TOOL_EFFECTS),
    risk: z.enum(TOOL_RISKS),
    reason: z.string(),
    taint: z.boolean(),
    status: z.enum(APPROVAL_STATUSES),
    decidedBy: z.string().nullable(),
    decidedVia: z.enum(DECISION_DOORS).nullable(),
    decidedArguments: anArguments.nullable(),
    decisionReason: z.string().nullable(),
    expiresAt: timestamp,
    createdAt: timestamp,
    decidedAt: timestamp.nullable(),
  })
  .meta({ id: 'Approval' });
export type ApprovalView = z.output<typeof approvalView>;

export const approvalPage = pageOf(approvalView).meta({ id: 'ApprovalPage' });

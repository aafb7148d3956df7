/** HTTP shapes of `/v1/approvals`. */
import { z } from 'zod';
import {
  APPROVAL_STATUSES,
  APPROVAL_SUBJECTS,
  DECISION_DOORS,
  DECISIONS,
} from '../approval/approval-status.ts';
import { DECIDING_ROLES } from '../approval/approval-policy.ts';
import { OUTSIDE_PROVENANCES } from '../provenance.ts';
import { TOOL_EFFECTS, TOOL_RISKS } from '../tools/tool-facts.ts';
import { idOf, pageOf, pageQuery, timestamp } from './primitives.ts';

const anArguments = z.record(z.string(), z.unknown());

const yesOrNo = z.enum(['true', 'false']);

export const listApprovalsQuery = pageQuery.extend({
  status: z.enum(APPROVAL_STATUSES).optional(),
  agentId: idOf('agent').optional(),
  runId: idOf('run').optional(),
  kind: z.string().max(100).optional().meta({ description: 'Kind of the agent that asks.' }),
  risk: z.enum(TOOL_RISKS).optional(),
  tainted: yesOrNo.optional(),
  /** Those that the caller may decide. */
  mine: yesOrNo.optional(),
});

export const decisionBody = z
  .strictObject({
    decision: z.enum(DECISIONS),
    reason: z.string().max(2000).optional(),
    arguments: anArguments.optional(),
    argumentsHash: z
      .string()
      .max(100)
      .optional()
      .meta({
        description:
          'Hash of the arguments that were looked at. Should they be others by now, the answer is 409 and nothing is approved. ' +
          'With an edit: the hash that `edit_unconfirmed` gave, to confirm it.',
      }),
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

const firstApproval = z
  .strictObject({
    by: z.string(),
    via: z.enum(DECISION_DOORS),
    at: timestamp,
    personId: idOf('person').nullable(),
    /** As the first person changed them; null: as asked for. */
    arguments: anArguments.nullable(),
    argumentsHash: z.string(),
    /** Why these arguments ask for approval, besides `reason` of the request. */
    newReasons: z.array(z.string()),
  })
  .meta({ id: 'FirstApproval' });

/** The agent's policy as it was when it asked. */
const pinnedPolicy = z
  .strictObject({
    roles: z.array(z.enum(DECIDING_ROLES)),
    memberIds: z.array(idOf('member')),
    fourEyes: z.boolean(),
    escalateToRoles: z.array(z.enum(DECIDING_ROLES)),
    remindAt: timestamp.nullable(),
    escalateAt: timestamp.nullable(),
  })
  .meta({ id: 'PinnedApprovalPolicy' });

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
    decidedArgumentsHash: z.string().nullable(),
    /** Under four eyes: the first of the two approvals. */
    firstApproval: firstApproval.nullable(),
    policy: pinnedPolicy,
    /** Who started the run. */
    requestedBy: z.string().nullable(),
    requesterId: idOf('person').nullable(),
    remindedAt: timestamp.nullable(),
    escalatedAt: timestamp.nullable(),
    decisionReason: z.string().nullable(),
    expiresAt: timestamp,
    createdAt: timestamp,
    decidedAt: timestamp.nullable(),
  })
  .meta({ id: 'Approval' });
export type ApprovalView = z.output<typeof approvalView>;

export const approvalPage = pageOf(approvalView).meta({ id: 'ApprovalPage' });

const approvalSource = z
  .strictObject({
    what: z.enum(['tool_result', 'input', 'agent_output']),
    name: z.string().nullable().meta({ description: 'Of the tool, or of the agent that put it out.' }),
    writer: z.enum(OUTSIDE_PROVENANCES),
    /** In the timeline of the run; null: before its first turn. */
    step: z.strictObject({ turn: z.int(), callIndex: z.int() }).nullable(),
    excerpt: z.string().meta({ description: 'Without what nobody sees, cut off where it is long.' }),
    at: timestamp,
  })
  .meta({ id: 'ApprovalSource' });
export type ApprovalSource = z.output<typeof approvalSource>;

/** Text of others that the run had read when it asked. */
export const approvalSources = z
  .strictObject({ data: z.array(approvalSource), more: z.int() })
  .meta({ id: 'ApprovalSources' });
export type ApprovalSources = z.output<typeof approvalSources>;

export const approvalCounts = z
  .strictObject({
    pending: z.int(),
    mine: z.int().meta({ description: 'Those of them that the caller may decide.' }),
  })
  .meta({ id: 'ApprovalCounts' });

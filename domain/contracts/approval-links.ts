/** HTTP shapes of the links in mails that ask for a decision. */
import { z } from 'zod';
import { approvalSources, approvalView, decisionBody } from './approvals.ts';

/** The token is opaque: whoever has the link may look, and decide once. */
export const approvalLinkParams = z.strictObject({ token: z.string().min(1).max(300) });

export const linkDecisionBody = z
  .strictObject({
    decision: z.enum(['approve', 'reject']),
    reason: z.string().max(2000).optional(),
    argumentsHash: z.string().max(100).optional(),
  })
  .refine((body) => decisionBody.safeParse(body).success, {
    path: ['reason'],
    error: 'say why: the reason goes to the agent',
  });

export const approvalLinkView = z
  .strictObject({
    approval: approvalView,
    sources: approvalSources,
    /** In whose name the link decides. */
    member: z.strictObject({ name: z.string() }),
    organizationName: z.string(),
    /** Why it cannot be approved with this link; null when it can. */
    obstacle: z.string().nullable(),
  })
  .meta({ id: 'ApprovalLink' });
export type ApprovalLinkView = z.output<typeof approvalLinkView>;

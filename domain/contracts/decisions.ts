/** HTTP shapes of `/v1/approvals/decisions`: many decisions at once, each on its own. */
import { z } from 'zod';
import { approvalView, decisionBody } from './approvals.ts';
import { idOf } from './primitives.ts';

export const decisionsBody = z.strictObject({
  decisions: z
    .array(decisionBody.safeExtend({ approvalId: idOf('approval') }))
    .min(1)
    .max(100),
});

export const decisionResult = z
  .strictObject({
    approvalId: idOf('approval'),
    /** Whether this decision was the one that counted. */
    applied: z.boolean(),
    /** As it is now; null when there is no such approval. */
    approval: approvalView.nullable(),
    /** Why it was not applied. */
    error: z
      .strictObject({
        code: z.string(),
        detail: z.string(),
        errors: z.array(z.strictObject({ pointer: z.string(), message: z.string() })),
      })
      .nullable(),
  })
  .meta({ id: 'DecisionResult' });

export const decisionResults = z
  .strictObject({ data: z.array(decisionResult) })
  .meta({ id: 'DecisionResults' });

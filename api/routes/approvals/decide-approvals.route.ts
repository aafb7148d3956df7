/** POST /v1/approvals/decisions: many decisions, each on its own. One that fails does not undo another. */
import type { z } from 'zod';
import { decisionResults, type decisionResult, decisionsBody } from '../../../domain/contracts/decisions.ts';
import { requireUuid } from '../../../domain/ids.ts';
import { isWebClient } from '../../auth/client.ts';
import { defineRoute } from '../../route.ts';
import { decide, deciding } from './decide.ts';

export const decideApprovals = defineRoute({
  method: 'post',
  path: '/v1/approvals/decisions',
  summary: 'Decide many approvals',
  description: 'Answers one result per decision, in the same order.',
  permission: 'approvals:decide',
  body: decisionsBody,
  status: 200,
  response: decisionResults,

  async handle({ body, actor, request, transact }) {
    const via = isWebClient(request) ? 'ui' : 'api';
    const data: z.input<typeof decisionResult>[] = [];
    for (const { approvalId, ...decision } of body.decisions) {
      const id = requireUuid('approval', approvalId);
      const outcome = await transact((store) =>
        decide(store, { approvalId: id, body: decision, via, ...deciding(actor) }),
      );
      const { code, detail, errors } = outcome.applied ? { code: '', detail: '', errors: [] } : outcome.error;
      data.push({
        approvalId,
        applied: outcome.applied,
        approval: outcome.approval ?? null,
        error: outcome.applied ? null : { code, detail, errors: errors.map((item) => ({ ...item })) },
      });
    }
    return { body: { data } };
  },
});

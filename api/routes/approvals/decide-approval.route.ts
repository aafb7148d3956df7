/** POST /v1/approvals/{id}/decision: approve, reject or edit. The first decision wins; others learn who won. */
import { approvalView, decisionBody } from '../../../domain/contracts/approvals.ts';
import { isWebClient } from '../../auth/client.ts';
import { idParams } from '../../path-id.ts';
import { defineRoute } from '../../route.ts';
import { decide, deciding } from './decide.ts';

export const decideApproval = defineRoute({
  method: 'post',
  path: '/v1/approvals/{id}/decision',
  summary: 'Decide an approval',
  description:
    'When it was decided before, the answer is 409 with the decided approval as `winner`. Edited arguments are judged by ' +
    'the same policy as the call was: 422 names the rule that forbids them, and 409 `edit_unconfirmed` what asks for approval ' +
    'that did not before; the same edit with `argumentsHash` of that answer confirms it. Under four eyes the first approval leaves the ' +
    'approval pending with `firstApproval`; another person decides.',
  permission: 'approvals:decide',
  params: idParams('approval'),
  body: decisionBody,
  status: 200,
  response: approvalView,

  async handle({ params, body, actor, request, transact }) {
    const via = isWebClient(request) ? 'ui' : 'api';
    const outcome = await transact((store) =>
      decide(store, { approvalId: params.id, body, via, ...deciding(actor) }),
    );
    if (!outcome.applied) throw outcome.error;
    return { body: outcome.approval };
  },
});

/** POST /v1/approvals/links/{token}: decides by a link of a mail, in the name of its receiver. */
import { approvalLinkParams, linkDecisionBody } from '../../../domain/contracts/approval-links.ts';
import { approvalView } from '../../../domain/contracts/approvals.ts';
import { AppError } from '../../../domain/errors.ts';
import { defineRoute } from '../../route.ts';
import { labelOf } from '../members/owners.ts';
import { decide } from './decide.ts';
import { LINK_HEADERS, linkOrRefuse, memberOrRefuse } from './link.ts';

export const decideByLink = defineRoute({
  method: 'post',
  path: '/v1/approvals/links/{token}',
  summary: 'Decide by a link of a mail',
  description:
    'Once: the link is over when it has decided, when the approval was decided otherwise or has expired, and when its ' +
    'receiver may not decide any more. 409 names the winner.',
  permission: 'public',
  params: approvalLinkParams,
  body: linkDecisionBody,
  status: 200,
  response: approvalView,

  async handle({ params, body, ctx }) {
    const link = linkOrRefuse(ctx, params.token);
    if (!link.decisions.includes(body.decision))
      throw new AppError('forbidden', `This link is not for the decision ${body.decision}.`);
    const outcome = await ctx.database.transact(link.organizationId, async (store) => {
      const member = await memberOrRefuse(store, link);
      return decide(store, {
        approvalId: link.approvalId,
        body,
        label: labelOf(member),
        by: { role: member.role, personId: member.personId },
        via: 'link',
        linkId: link.linkId,
      });
    });
    if (outcome.applied) return { body: outcome.approval, headers: LINK_HEADERS };
    // Without the approval itself: a link that is over shows nothing any more.
    const { code, detail, errors } = outcome.error;
    throw new AppError(code, detail, { errors, headers: LINK_HEADERS });
  },
});

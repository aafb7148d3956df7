/** GET /v1/approvals/links/{token}: what a mail asks to decide. Looking decides nothing: mail scanners look, too. */
import { obstacleTo } from '../../../domain/approval/deciders.ts';
import { approvalLinkParams, approvalLinkView } from '../../../domain/contracts/approval-links.ts';
import { AppError } from '../../../domain/errors.ts';
import type { ApprovalLink } from '../../../store/approval-links.ts';
import { askedOf } from '../../../domain/approval/asked-of.ts';
import type { Store } from '../../../store/database.ts';
import { defineRoute } from '../../route.ts';
import { presentApproval } from './approval.presenter.ts';
import { LINK_HEADERS, linkOrRefuse, memberOrRefuse, over } from './link.ts';
import { sourcesOf } from './sources.presenter.ts';

export const getApprovalLink = defineRoute({
  method: 'get',
  path: '/v1/approvals/links/{token}',
  summary: 'Look at what a link of a mail asks to decide',
  description:
    'Needs no log-in: the link is the key, for one approval and one member. Looking changes nothing.',
  permission: 'public',
  params: approvalLinkParams,
  status: 200,
  response: approvalLinkView,

  async handle({ params, ctx }) {
    const link = linkOrRefuse(ctx, params.token);
    const body = await ctx.database.transact(link.organizationId, (store) => show(store, link));
    return { body, headers: LINK_HEADERS };
  },
});

async function show(store: Store, link: ApprovalLink) {
  const detail = await store.approvalQueries.detail(link.approvalId);
  if (detail === undefined) throw new AppError('not_found', 'There is no such approval.');
  const { approval } = detail;
  const member = await memberOrRefuse(store, link);
  if (approval.linkUses.includes(link.linkId)) throw over('This link was used already.');
  // A link that is over shows nothing any more: whoever finds the mail later learns no arguments.
  if (approval.status !== 'pending') throw over(`This was decided already: ${approval.status}.`);
  const { role, personId, id: memberId, name } = member;
  const obstacle = obstacleTo('approve', askedOf(approval), { role, personId, memberId });
  if (obstacle?.code === 'not_asked' || obstacle?.code === 'owner_only')
    throw new AppError('forbidden', obstacle.detail);
  return {
    approval: presentApproval(detail),
    sources: await sourcesOf(store, approval),
    member: { name },
    organizationName: (await store.organization.get()).name,
    obstacle: obstacle?.detail ?? null,
  };
}

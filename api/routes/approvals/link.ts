/** A mail's link, as far as it still leads anywhere. */
import { AppError } from '../../../domain/errors.ts';
import type { ApprovalLink } from '../../../store/approval-links.ts';
import type { Store } from '../../../store/database.ts';
import type { MemberRow } from '../../../store/members.store.ts';
import type { AppContext } from '../../context.ts';

/** Nothing of the page may tell others where it was called from, and nothing keeps it. */
export const LINK_HEADERS = { 'Referrer-Policy': 'no-referrer', 'Cache-Control': 'no-store' } as const;

const INBOX = 'Log in and look into the inbox instead.';

/** Throws unless we have signed it and it is not too old. */
export function linkOrRefuse(ctx: AppContext, token: string): ApprovalLink {
  const link = ctx.approvalLinks.read(token);
  if (link === undefined)
    throw new AppError('not_found', 'There is no such link. Copy the whole link of the mail.');
  if (link.expiresAt <= new Date()) throw over(`This link is too old. ${INBOX}`);
  return link;
}

/** In whose name it decides: somebody who has left decides nothing. */
export async function memberOrRefuse(store: Store, link: ApprovalLink): Promise<MemberRow> {
  const member = await store.members.get(link.memberId);
  if (member !== undefined) return member;
  throw new AppError('forbidden', 'Whom this link was sent to has left the organization.');
}

export function over(detail: string): AppError {
  return new AppError('conflict', detail);
}

/** GET /v1/organizations: where the logged-in person belongs. */
import { membershipPage } from '../../../domain/contracts/people.ts';
import { pageQuery } from '../../../domain/contracts/primitives.ts';
import type { Membership } from '../../../store/auth/people.ts';
import { presentPage, toPageRequest } from '../../cursor.ts';
import { defineRoute } from '../../route.ts';
import { presentMembership } from './present-me.ts';

export const listOrganizations = defineRoute({
  method: 'get',
  path: '/v1/organizations',
  summary: 'List the organizations of the logged-in person',
  permission: 'person',
  query: pageQuery,
  status: 200,
  response: membershipPage,

  async handle({ actor, query, ctx }) {
    const { limit, after } = toPageRequest(query);
    const newestFirst = (await ctx.auth.people.memberships(actor.personId)).reverse();
    const start = after === undefined ? 0 : newestFirst.findIndex((item) => item.memberId === after.id) + 1;
    const rows = newestFirst.slice(start, start + limit);
    const page = { rows, hasMore: newestFirst.length > start + limit };
    return { body: presentPage(page, presentMembership, positionOf) };
  },
});

function positionOf({ joinedAt, memberId }: Membership) {
  return { at: joinedAt, id: memberId };
}

/** GET /v1/members: who belongs to the organization. */
import { memberPage } from '../../../domain/contracts/members.ts';
import { pageQuery } from '../../../domain/contracts/primitives.ts';
import { presentPage, toPageRequest } from '../../cursor.ts';
import { defineRoute } from '../../route.ts';
import { presentMember } from './member.presenter.ts';

export const listMembers = defineRoute({
  method: 'get',
  path: '/v1/members',
  summary: 'List members',
  permission: 'members:read',
  query: pageQuery,
  status: 200,
  response: memberPage,

  async handle({ query, transact }) {
    const page = await transact((store) => store.members.list(toPageRequest(query)));
    return { body: presentPage(page, presentMember, (row) => ({ at: row.createdAt, id: row.id })) };
  },
});

/** GET /v1/invitations: whom the organization has invited. */
import { invitationPage } from '../../../domain/contracts/members.ts';
import { pageQuery } from '../../../domain/contracts/primitives.ts';
import { presentPage, toPageRequest } from '../../cursor.ts';
import { defineRoute } from '../../route.ts';
import { presentInvitation } from './invitation.presenter.ts';

export const listInvitations = defineRoute({
  method: 'get',
  path: '/v1/invitations',
  summary: 'List invitations',
  permission: 'members:read',
  query: pageQuery,
  status: 200,
  response: invitationPage,

  async handle({ query, transact }) {
    const page = await transact((store) => store.invitations.list(toPageRequest(query)));
    return { body: presentPage(page, presentInvitation, (row) => ({ at: row.createdAt, id: row.id })) };
  },
});

/** POST /v1/invitations/accept: whoever is logged in and was invited becomes a member. */
import { acceptInvitationBody, meView } from '../../../domain/contracts/people.ts';
import { defineRoute } from '../../route.ts';
import { presentMe } from '../people/present-me.ts';
import { invitationOrRefuse, joinByInvitation } from './join.ts';

export const acceptInvitation = defineRoute({
  method: 'post',
  path: '/v1/invitations/accept',
  summary: 'Accept an invitation',
  description:
    'For a logged-in person with the e-mail address that was invited. Others sign up with the token.',
  permission: 'person',
  body: acceptInvitationBody,
  status: 200,
  response: meView,

  async handle({ body, actor, ctx }) {
    const invitation = await invitationOrRefuse(ctx, body.token, actor.email);
    await joinByInvitation(ctx, invitation, actor);
    const { personId: id, name, email } = actor;
    return { body: await presentMe(ctx, { id, name, email }) };
  },
});

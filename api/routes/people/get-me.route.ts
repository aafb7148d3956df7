/** GET /v1/me: who is logged in. */
import { meView } from '../../../domain/contracts/people.ts';
import { defineRoute } from '../../route.ts';
import { presentMe } from './present-me.ts';

export const getMe = defineRoute({
  method: 'get',
  path: '/v1/me',
  summary: 'Read who is logged in',
  permission: 'person',
  status: 200,
  response: meView,

  async handle({ actor, ctx }) {
    const { personId: id, name, email } = actor;
    return { body: await presentMe(ctx, { id, name, email }) };
  },
});

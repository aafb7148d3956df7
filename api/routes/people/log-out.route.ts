/** POST /v1/logout: ends this browser's session. */
import { doneView } from '../../../domain/contracts/people.ts';
import { defineRoute } from '../../route.ts';

export const logOut = defineRoute({
  method: 'post',
  path: '/v1/logout',
  summary: 'Log out',
  permission: 'person',
  status: 200,
  response: doneView,

  async handle({ ctx, headers }) {
    return { body: { done: true as const }, cookies: await ctx.login.logOut(headers.cookie ?? '') };
  },
});

/** POST /v1/login: a cookie for an e-mail address and its password. */
import { logInBody, meView } from '../../../domain/contracts/people.ts';
import { AppError } from '../../../domain/errors.ts';
import { AUTH_DEADLINE_MS } from '../../auth/actor.ts';
import { withDeadline } from '../../../store/unavailable.ts';
import { defineRoute } from '../../route.ts';
import { presentMe } from './present-me.ts';

export const logIn = defineRoute({
  method: 'post',
  path: '/v1/login',
  summary: 'Log in',
  description:
    'Sets the login cookie (httpOnly, SameSite=Lax, Secure behind https). With the cookie, the header ' +
    '`X-Steward-Organization: org_…` chooses among one’s organizations (default: the first), and requests that change ' +
    'something must come from the installation’s own pages (`Origin`).',
  permission: 'public',
  limited: 'login',
  body: logInBody,
  status: 200,
  response: meView,

  async handle({ body, ctx }) {
    const session = await withDeadline(ctx.login.logIn(body), AUTH_DEADLINE_MS);
    if (session === undefined) {
      throw new AppError('unauthenticated', 'The e-mail address or the password is wrong.');
    }
    return { body: await presentMe(ctx, session.person), cookies: session.cookies };
  },
});

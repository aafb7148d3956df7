/** GET /v1/login/oidc: sends the browser to the provider. */
import { beginOidcQuery, redirectView } from '../../../domain/contracts/people.ts';
import { defineRoute } from '../../route.ts';
import { attemptCookie, backToLogIn, oidcOrRefuse } from './oidc-redirects.ts';

export const beginOidc = defineRoute({
  method: 'get',
  path: '/v1/login/oidc',
  summary: 'Log in through the OpenID Connect provider',
  description:
    'For browsers: leads to the provider, and from there back to `next`, a path of this installation. When the provider ' +
    'does not answer it leads to the log-in page, which says so (`/sign-in?oidc=unavailable`).',
  permission: 'public',
  query: beginOidcQuery,
  status: 303,
  response: redirectView,

  async handle({ query: { next }, ctx }) {
    const oidc = oidcOrRefuse(ctx);
    try {
      const { location, attempt } = await oidc.begin();
      const cookies = [attemptCookie(ctx, { ...attempt, next })];
      return { body: { location }, headers: { Location: location }, cookies };
    } catch (error) {
      return backToLogIn(ctx, error, next);
    }
  },
});

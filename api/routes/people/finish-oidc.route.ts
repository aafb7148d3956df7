/** GET /v1/login/oidc/callback: the provider sends the browser back, with a code or with its refusal. */
import { z } from 'zod';
import { redirectView } from '../../../domain/contracts/people.ts';
import type { LoginPerson } from '../../../store/auth/login.ts';
import { AUTH_DEADLINE_MS } from '../../auth/actor.ts';
import { OIDC_CALLBACK_PATH, OidcRefused } from '../../auth/oidc.ts';
import type { AppContext } from '../../context.ts';
import { withDeadline } from '../../../store/unavailable.ts';
import { defineRoute } from '../../route.ts';
import { backToLogIn, forgetAttempt, oidcOrRefuse, readAttempt } from './oidc-redirects.ts';
import { presentMe } from './present-me.ts';

export const finishOidc = defineRoute({
  method: 'get',
  path: OIDC_CALLBACK_PATH,
  summary: 'Come back from the OpenID Connect provider',
  description:
    'The redirect address to register with the provider. Logs in the person whose verified e-mail address the provider ' +
    'tells, and leads to where they wanted to go; else to the log-in page with the reason (`/sign-in?oidc=…`).',
  permission: 'public',
  // Providers add fields of their own, which the standard says to leave alone.
  query: z.looseObject({
    state: z.string().optional(),
    code: z.string().optional(),
    error: z.string().optional(),
  }),
  status: 303,
  response: redirectView,

  async handle({ request, headers, ctx }) {
    const oidc = oidcOrRefuse(ctx);
    const attempt = readAttempt(ctx, headers.cookie);
    try {
      if (attempt === undefined) throw new OidcRefused('expired');
      const identity = await oidc.finish(request.originalUrl.split('?')[1] ?? '', attempt);
      const { person, cookies } = await withDeadline(ctx.login.logInByProvider(identity), AUTH_DEADLINE_MS);
      const location = ctx.settings.publicUrl + (await roomOf(ctx, person, attempt.next));
      return {
        body: { location },
        headers: { Location: location },
        cookies: [...cookies, forgetAttempt(ctx)],
      };
    } catch (error) {
      const answer = backToLogIn(ctx, error, attempt?.next);
      return { ...answer, cookies: [forgetAttempt(ctx)] };
    }
  },
});

/** Whoever belongs nowhere yet founds an organization first, unless they come to be invited or are staff. */
async function roomOf(ctx: AppContext, person: LoginPerson, next: string): Promise<string> {
  if (next.startsWith('/accept-invitation?')) return next;
  const { memberships, isStaff } = await presentMe(ctx, person);
  return memberships.length === 0 && !isStaff ? '/sign-up' : next;
}

/** POST /v1/password-reset/confirm: the new password, with the token of the link. */
import { confirmPasswordResetBody, doneView } from '../../../domain/contracts/people.ts';
import { AUTH_DEADLINE_MS } from '../../auth/actor.ts';
import { withDeadline } from '../../../store/unavailable.ts';
import { defineRoute } from '../../route.ts';
import { invalidRequest } from '../../validation/parse.ts';

export const confirmPasswordReset = defineRoute({
  method: 'post',
  path: '/v1/password-reset/confirm',
  summary: 'Choose a new password',
  description: 'Ends all sessions of the person: whoever knew the old password is out.',
  permission: 'public',
  limited: 'login',
  body: confirmPasswordResetBody,
  status: 200,
  response: doneView,

  async handle({ body, ctx }) {
    const reset = ctx.login.resetPassword(body.token, body.password);
    if (await withDeadline(reset, AUTH_DEADLINE_MS)) return { body: { done: true as const } };
    const message = 'is unknown, used or older than an hour; ask for a new link';
    throw invalidRequest('body', [{ pointer: '/token', message }]);
  },
});

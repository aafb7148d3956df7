/** POST /v1/password-reset: a link by e-mail. The answer is the same whether there is such a person or not. */
import { doneView, passwordResetBody } from '../../../domain/contracts/people.ts';
import { AppError } from '../../../domain/errors.ts';
import { AUTH_DEADLINE_MS } from '../../auth/actor.ts';
import { withDeadline } from '../../../store/unavailable.ts';
import { defineRoute } from '../../route.ts';

export const requestPasswordReset = defineRoute({
  method: 'post',
  path: '/v1/password-reset',
  summary: 'Ask for a link to choose a new password',
  description: 'The link works once and for an hour.',
  permission: 'public',
  limited: 'login',
  body: passwordResetBody,
  status: 202,
  response: doneView,

  async handle({ body, ctx }) {
    // Before anybody is looked up: whoever asks learns nothing about who has an account.
    if (!ctx.settings.sendsMail) {
      throw new AppError(
        'unavailable',
        'This installation sends no mail, so it cannot send a link. Whoever runs it can set SMTP_URL.',
      );
    }
    await withDeadline(ctx.login.requestReset(body.email), AUTH_DEADLINE_MS);
    return { body: { done: true as const } };
  },
});

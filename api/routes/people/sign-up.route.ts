/** POST /v1/signup: a person, and with them an organization of their own or a seat in the one that invited. */
import { meView, signUpBody } from '../../../domain/contracts/people.ts';
import { AppError } from '../../../domain/errors.ts';
import { toPersonActor } from '../../auth/actor.ts';
import { withDeadline } from '../../../store/unavailable.ts';
import { defineRoute } from '../../route.ts';
import { foundFirstOrganization } from '../organization/found.ts';
import { invitationOrRefuse, joinByInvitation } from '../invitations/join.ts';
import { presentMe } from './present-me.ts';

/** Hashing a password takes time on purpose, and a half-made sign-up is waited for. */
const DEADLINE_MS = 8_000;

export const signUp = defineRoute({
  method: 'post',
  path: '/v1/signup',
  summary: 'Sign up',
  description:
    'Makes a person and an organization that they own (or, with `invitationToken`, a member of the organization that ' +
    'invited), and logs them in with a cookie. The platform’s agents follow within moments. Safe to repeat: the same ' +
    'e-mail address, password and name of the organization end in the same organization, also when the first attempt ' +
    'broke half-way.',
  permission: 'public',
  limited: 'login',
  body: signUpBody,
  status: 201,
  response: meView,

  async handle({ body, ctx }) {
    const invitation =
      body.invitationToken === undefined
        ? undefined
        : await invitationOrRefuse(ctx, body.invitationToken, body.email);
    const { name, email, password } = body;
    const registered = await withDeadline(ctx.login.register({ name, email, password }), DEADLINE_MS);
    if (registered === 'taken') throw taken();
    const { person, cookies } = registered;
    const actor = toPersonActor(person);
    if (invitation !== undefined) await joinByInvitation(ctx, invitation, actor);
    else {
      const { organizationName = '', timeZone = 'UTC' } = body;
      if (!(await foundFirstOrganization(ctx, actor, { name: organizationName, timeZone }))) throw taken();
    }
    return { body: await presentMe(ctx, person), cookies };
  },
});

function taken(): AppError {
  const errors = [{ pointer: '/email', message: 'has an account already; log in, or reset the password' }];
  return new AppError(
    'conflict',
    'There is an account with this e-mail address. Log in, or reset the password if you have lost it.',
    { errors },
  );
}

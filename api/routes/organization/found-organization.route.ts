/** POST /v1/organizations: a logged-in person without an organization founds one. */
import { foundOrganizationBody, meView } from '../../../domain/contracts/people.ts';
import { AppError } from '../../../domain/errors.ts';
import { defineRoute } from '../../route.ts';
import { presentMe } from '../people/present-me.ts';
import { foundFirstOrganization } from './found.ts';

export const foundOrganization = defineRoute({
  method: 'post',
  path: '/v1/organizations',
  summary: 'Found an organization',
  description:
    'For people who came through a provider or an invitation and have founded none yet; others found theirs when they ' +
    'sign up. Safe to repeat with the same name.',
  permission: 'person',
  body: foundOrganizationBody,
  status: 201,
  response: meView,

  async handle({ body, actor, ctx }) {
    if (!(await foundFirstOrganization(ctx, actor, body))) {
      throw new AppError(
        'conflict',
        'You have founded an organization already. Others are joined by invitation.',
      );
    }
    const { personId: id, name, email } = actor;
    return { body: await presentMe(ctx, { id, name, email }) };
  },
});

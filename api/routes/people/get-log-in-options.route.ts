/** GET /v1/login/options: how people can log in here. */
import { logInOptionsView } from '../../../domain/contracts/people.ts';
import { defineRoute } from '../../route.ts';

export const getLogInOptions = defineRoute({
  method: 'get',
  path: '/v1/login/options',
  summary: 'Read how people can log in here',
  permission: 'public',
  status: 200,
  response: logInOptionsView,

  handle({ ctx: { oidc, settings } }) {
    const name = oidc?.name;
    const body = { oidc: name === undefined ? null : { name }, passwordReset: settings.sendsMail };
    return Promise.resolve({ body });
  },
});

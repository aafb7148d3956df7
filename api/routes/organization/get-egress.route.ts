/** GET /v1/organizations/current/egress: the hosts that the organization's agents may reach. */
import { egressView } from '../../../domain/contracts/credentials.ts';
import { defineRoute } from '../../route.ts';
import { answerEgress } from './egress.presenter.ts';

export const getEgress = defineRoute({
  method: 'get',
  path: '/v1/organizations/current/egress',
  summary: 'Read which hosts agents may reach',
  description:
    'Addresses that are not public stay out of reach whatever stands here. The ETag is what `PUT` needs.',
  permission: 'organization:read',
  status: 200,
  response: egressView,

  async handle({ transact }) {
    return answerEgress(await transact((store) => store.organization.get()));
  },
});

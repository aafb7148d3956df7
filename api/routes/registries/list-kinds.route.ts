/** GET /v1/kinds: what agents there can be, with the schemas of their input and output. */
import { kindList } from '../../../domain/contracts/agents.ts';
import { defineRoute } from '../../route.ts';
import { presentKinds } from './kinds.presenter.ts';

export const listKinds = defineRoute({
  method: 'get',
  path: '/v1/kinds',
  summary: 'List agent kinds',
  permission: 'agents:read',
  status: 200,
  response: kindList,

  handle: () => Promise.resolve({ body: presentKinds() }),
});

/** GET /v1/platform/kinds: as /v1/kinds, for staff, who need not belong to an organization. */
import { kindList } from '../../../domain/contracts/agents.ts';
import { defineRoute } from '../../route.ts';
import { presentKinds } from '../registries/kinds.presenter.ts';

export const listPlatformKinds = defineRoute({
  method: 'get',
  path: '/v1/platform/kinds',
  summary: 'List agent kinds, for staff',
  permission: 'staff',
  status: 200,
  response: kindList,

  handle: () => Promise.resolve({ body: presentKinds() }),
});

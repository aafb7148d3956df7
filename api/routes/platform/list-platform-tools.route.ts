/** GET /v1/platform/tools: as /v1/tools, for staff, who need not belong to an organization. */
import { toolList } from '../../../domain/contracts/agents.ts';
import { defineRoute } from '../../route.ts';
import { presentTools } from '../registries/tools.presenter.ts';

export const listPlatformTools = defineRoute({
  method: 'get',
  path: '/v1/platform/tools',
  summary: 'List tools, for staff',
  permission: 'staff',
  status: 200,
  response: toolList,

  handle: () => Promise.resolve({ body: presentTools() }),
});

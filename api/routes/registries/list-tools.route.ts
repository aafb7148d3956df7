/** GET /v1/tools: what agents can be allowed to do. */
import { toolList } from '../../../domain/contracts/agents.ts';
import { TOOLS } from '../../../tools/registry.ts';
import { defineRoute } from '../../route.ts';
import { jsonSchemaOf } from './json-schema.ts';

export const listTools = defineRoute({
  method: 'get',
  path: '/v1/tools',
  summary: 'List tools',
  permission: 'agents:read',
  status: 200,
  response: toolList,

  handle: () =>
    Promise.resolve({
      body: {
        data: TOOLS.map(({ name, description, effect, risk, input, output }) => ({
          name,
          description,
          effect,
          risk,
          inputSchema: jsonSchemaOf(input, 'input'),
          outputSchema: jsonSchemaOf(output, 'output'),
        })),
      },
    }),
});

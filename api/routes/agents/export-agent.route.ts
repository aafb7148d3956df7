/** GET /v1/agents/{id}/export: the agent as files. */
import { agentFiles } from '../../../domain/contracts/agent-files.ts';
import { idParams } from '../../path-id.ts';
import { defineRoute } from '../../route.ts';
import { toFiles } from './agent-files.ts';
import { toNames } from './delegate-names.ts';
import { agentOrRefuse } from './agent-or-refuse.ts';
import { specOf } from './save-agent.ts';

export const exportAgent = defineRoute({
  method: 'get',
  path: '/v1/agents/{id}/export',
  summary: 'Export an agent as files',
  description:
    '`agent.yaml`, `SOUL.md` for the persona document, `skills/<slug>/SKILL.md` for each skill. Other agents that it may ask stand ' +
    'in `agent.yaml` by name. Schedules, runs and older versions are not part of it. ' +
    'What is exported can be imported here or elsewhere.',
  permission: 'agents:read',
  params: idParams('agent'),
  status: 200,
  response: agentFiles,

  async handle({ params, transact }) {
    const files = await transact(async (store) => {
      const detail = await agentOrRefuse(store, params.id);
      const spec = specOf(detail);
      const known = await store.agentReferences.skills(spec.skillIds);
      const skills = spec.skillIds.flatMap((id) => known.get(id) ?? []);
      const delegates = await toNames(store, spec.delegates);
      const { name, kind } = detail.agent;
      return toFiles({ name, kind, spec, skills, delegates });
    });
    return { body: { files } };
  },
});

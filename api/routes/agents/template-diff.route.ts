/** GET /v1/agents/{id}/template-diff: how a clone differs from its system agent as that is now. */
import { diffSnapshots } from '../../../domain/agent/spec-diff.ts';
import { templateDiffView } from '../../../domain/contracts/agent-versions.ts';
import { toPublicId } from '../../../domain/ids.ts';
import { idParams } from '../../path-id.ts';
import { defineRoute } from '../../route.ts';
import { agentOrRefuse } from './agent-or-refuse.ts';
import { specOf } from './save-agent.ts';
import { templateOrRefuse } from './template.ts';
import { presentChange } from './text-diff.ts';
import { snapshotOf } from './version.presenter.ts';

export const templateDiff = defineRoute({
  method: 'get',
  path: '/v1/agents/{id}/template-diff',
  summary: "Compare an agent with the platform's",
  description: 'What `reset` would change. 409 for an agent that was not cloned from a system agent.',
  permission: 'agents:read',
  params: idParams('agent'),
  status: 200,
  response: templateDiffView,

  async handle({ params, transact }) {
    const { detail, template } = await transact(async (store) => {
      const detail = await agentOrRefuse(store, params.id);
      return { detail, template: await templateOrRefuse(store, detail) };
    });
    const { agent } = detail;
    const own = { name: agent.name, spec: specOf(detail) };
    const takenOver = agent.systemSourceVersion;
    return {
      body: {
        systemSourceId: toPublicId('agent', template.sourceId),
        sourceVersion: template.version.number,
        takenOverVersion: takenOver,
        movedOn: template.version.number > (takenOver ?? 0),
        changes: diffSnapshots(own, snapshotOf(template.version)).map(presentChange),
      },
    };
  },
});

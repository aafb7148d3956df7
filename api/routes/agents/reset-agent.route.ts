/** POST /v1/agents/{id}/reset: a clone is what its system agent is now. */
import { agentView } from '../../../domain/contracts/agents.ts';
import { idParams } from '../../path-id.ts';
import { defineRoute } from '../../route.ts';
import { agentToEdit } from './agent-or-refuse.ts';
import { answerAgent } from './agent.presenter.ts';
import { saveAgent } from './save-agent.ts';
import { templateOrRefuse } from './template.ts';
import { snapshotOf } from './version.presenter.ts';

export const resetAgent = defineRoute({
  method: 'post',
  path: '/v1/agents/{id}/reset',
  summary: 'Reset an agent to the platform default',
  description:
    'Takes over name, spec with its skills, and schedules of the system agent as it is now, as a new version that can be undone by ' +
    'restoring the one before. The status stays. Needs `If-Match` with the ETag of the agent.',
  permission: 'agents:write',
  params: idParams('agent'),
  requestHeaders: { 'If-Match': 'ETag of the agent as it was read' },
  status: 200,
  response: agentView,

  async handle({ params, headers, actor, transact }) {
    const detail = await transact(async (store) => {
      const current = await agentToEdit(store, params.id, headers);
      const { sourceId, version } = await templateOrRefuse(store, current);
      await store.schedules.resetTo(current.agent.id, sourceId, actor.label);
      return saveAgent(store, current, {
        actor: actor.label,
        action: 'agent.reset',
        ...snapshotOf(version),
        title: `Reset to platform default v${String(version.number)}`,
        takenOver: version.number,
      });
    });
    return answerAgent(detail, actor.organizationId);
  },
});

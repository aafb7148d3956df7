/** GET /v1/agents/{id}/versions/{versionId}: a version with its whole spec. */
import { agentVersionView } from '../../../domain/contracts/agent-versions.ts';
import { defineRoute } from '../../route.ts';
import { agentOrRefuse, versionOrRefuse } from './agent-or-refuse.ts';
import { presentVersionHead, snapshotOf } from './version.presenter.ts';
import { versionParams } from './version-params.ts';

export const getVersion = defineRoute({
  method: 'get',
  path: '/v1/agents/{id}/versions/{versionId}',
  summary: 'Read a version of an agent',
  permission: 'agents:read',
  params: versionParams,
  status: 200,
  response: agentVersionView,

  async handle({ params, transact }) {
    const body = await transact(async (store) => {
      const { agent } = await agentOrRefuse(store, params.id);
      const version = await versionOrRefuse(store, agent.id, params.versionId);
      return { ...presentVersionHead(agent, version), spec: snapshotOf(version).spec };
    });
    return { body };
  },
});

/** POST /v1/agents/{id}/versions/{versionId}/restore: what was once is so again, as a new version. */
import { restoreBody } from '../../../domain/contracts/agent-versions.ts';
import { agentView } from '../../../domain/contracts/agents.ts';
import type { Store } from '../../../store/database.ts';
import type { AgentVersion } from '../../../store/generated/client.ts';
import { defineRoute } from '../../route.ts';
import { agentToEdit, versionOrRefuse } from './agent-or-refuse.ts';
import { answerAgent } from './agent.presenter.ts';
import { saveAgent } from './save-agent.ts';
import { snapshotOf } from './version.presenter.ts';
import { versionParams } from './version-params.ts';

export const restoreVersion = defineRoute({
  method: 'post',
  path: '/v1/agents/{id}/versions/{versionId}/restore',
  summary: 'Restore a version of an agent',
  description:
    'Makes a new version with the contents of the old one; the status stays. Skills that have been deleted since stay away. ' +
    'Needs `If-Match` with the ETag of the agent.',
  permission: 'agents:write',
  params: versionParams,
  body: restoreBody,
  requestHeaders: { 'If-Match': 'ETag of the agent as it was read' },
  status: 200,
  response: agentView,

  async handle({ params, body, headers, actor, transact }) {
    const detail = await transact(async (store) => {
      const current = await agentToEdit(store, params.id, headers);
      const version = await versionOrRefuse(store, current.agent.id, params.versionId);
      return saveAgent(store, current, {
        actor: actor.label,
        action: 'agent.restored',
        ...(await restorable(store, version)),
        title: `Restored v${String(version.number)}`,
        note: body.note,
      });
    });
    return answerAgent(detail, actor.organizationId);
  },
});

async function restorable(store: Store, version: AgentVersion) {
  const { name, spec } = snapshotOf(version);
  const known = await store.agentReferences.skills(spec.skillIds);
  return { name, spec: { ...spec, skillIds: spec.skillIds.filter((id) => known.has(id)) } };
}

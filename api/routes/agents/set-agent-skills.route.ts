/** PUT /v1/agents/{id}/skills: which skills the agent has, in the order in which its prompt shows them. */
import { agentSkillsBody } from '../../../domain/contracts/agent-versions.ts';
import { agentView } from '../../../domain/contracts/agents.ts';
import { idParams } from '../../path-id.ts';
import { defineRoute } from '../../route.ts';
import { agentToEdit } from './agent-or-refuse.ts';
import { answerAgent } from './agent.presenter.ts';
import { editedSpec } from './agent-spec-input.ts';
import { saveAgent, specOf } from './save-agent.ts';
import { refuseUnknownReferences } from './spec-references.ts';

export const setAgentSkills = defineRoute({
  method: 'put',
  path: '/v1/agents/{id}/skills',
  summary: 'Set the skills of an agent',
  description: 'The same as editing `spec.skillIds`: a change makes a new version. Needs `If-Match`.',
  permission: 'agents:write',
  params: idParams('agent'),
  body: agentSkillsBody,
  requestHeaders: { 'If-Match': 'ETag of the agent as it was read' },
  status: 200,
  response: agentView,

  async handle({ params, body, headers, actor, transact }) {
    const detail = await transact(async (store) => {
      const current = await agentToEdit(store, params.id, headers);
      const before = specOf(current);
      const spec = editedSpec(before, body, '');
      await refuseUnknownReferences(store, spec, before, '');
      return saveAgent(store, current, { actor: actor.label, action: 'agent.updated', spec });
    });
    return answerAgent(detail, actor.organizationId);
  },
});

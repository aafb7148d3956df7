/** PATCH /v1/agents/{id}: edit an agent against the revision that the editor saw. */
import { agentView, updateAgentBody } from '../../../domain/contracts/agents.ts';
import { idParams } from '../../path-id.ts';
import { defineRoute } from '../../route.ts';
import { agentToEdit } from './agent-or-refuse.ts';
import { answerAgent } from './agent.presenter.ts';
import { editedSpec } from './agent-spec-input.ts';
import { saveAgent, specOf } from './save-agent.ts';
import { refuseUnknownReferences } from './spec-references.ts';

export const updateAgent = defineRoute({
  method: 'patch',
  path: '/v1/agents/{id}',
  summary: 'Edit an agent',
  description:
    'Members of `spec` that are given replace those of the current version. A change of name or spec makes a new version. ' +
    "The first change of a clone makes it the organization's own (`isSystemDefault` false). " +
    'Needs `If-Match` with the ETag that was read: 428 without, 412 when somebody else was faster.',
  permission: 'agents:write',
  params: idParams('agent'),
  body: updateAgentBody,
  requestHeaders: { 'If-Match': 'ETag of the agent as it was read' },
  status: 200,
  response: agentView,

  async handle({ params, body, headers, actor, transact }) {
    const detail = await transact(async (store) => {
      const current = await agentToEdit(store, params.id, headers);
      const before = specOf(current);
      const spec = body.spec === undefined ? undefined : editedSpec(before, body.spec);
      if (spec !== undefined) await refuseUnknownReferences(store, spec, before);
      const { name, status, note } = body;
      const edit = { actor: actor.label, action: 'agent.updated', name, status, spec, note };
      return saveAgent(store, current, edit);
    });
    return answerAgent(detail, actor.organizationId);
  },
});

/** PATCH /v1/platform/agents/{id}: edit a system agent; clones stay as they are. */
import { agentSpecSchema } from '../../../domain/agent/agent-spec.ts';
import { updateAgentBody } from '../../../domain/contracts/agents.ts';
import { systemAgentView } from '../../../domain/contracts/platform.ts';
import { requireMatch } from '../../if-match.ts';
import { idParams } from '../../path-id.ts';
import { defineRoute } from '../../route.ts';
import { editedSpec } from '../agents/agent-spec-input.ts';
import { saveSystemAgent } from './save-system-agent.ts';
import { refuseForeignReferences } from './system-agent-spec.ts';
import { answerSystemAgent, systemAgentEtag, systemAgentOrRefuse } from './system-agent.presenter.ts';

export const updateSystemAgent = defineRoute({
  method: 'patch',
  path: '/v1/platform/agents/{id}',
  summary: 'Edit a system agent',
  description:
    'Clones that organizations have are never changed by it; they are shown that their source has moved on. ' +
    'Needs `If-Match` with the ETag that was read: 428 without, 412 when somebody else was faster.',
  permission: 'staff',
  params: idParams('agent'),
  body: updateAgentBody,
  requestHeaders: { 'If-Match': 'ETag of the system agent as it was read' },
  status: 200,
  response: systemAgentView,

  async handle({ params, body, headers, actor, ctx }) {
    const saved = await ctx.platform.transact(async (store) => {
      const current = await systemAgentOrRefuse(store, params.id);
      requireMatch(headers, systemAgentEtag(current), 'system agent');
      const before = agentSpecSchema.parse(current.version.spec);
      const spec = body.spec === undefined ? undefined : editedSpec(before, body.spec);
      if (spec !== undefined) await refuseForeignReferences(store, spec, before);
      const { name, status, note } = body;
      const edit = { actor: actor.label, action: 'agent.updated', name, status, spec, note };
      return saveSystemAgent(store, current, edit);
    });
    return answerSystemAgent(saved);
  },
});

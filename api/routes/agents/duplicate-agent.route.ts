/** POST /v1/agents/{id}/duplicate: another agent like this one. */
import { duplicateBody } from '../../../domain/contracts/agent-versions.ts';
import { agentView } from '../../../domain/contracts/agents.ts';
import { idParams } from '../../path-id.ts';
import { defineRoute } from '../../route.ts';
import { agentOrRefuse } from './agent-or-refuse.ts';
import { answerAgent } from './agent.presenter.ts';
import { specOf } from './save-agent.ts';

const LONGEST_NAME = 120;

export const duplicateAgent = defineRoute({
  method: 'post',
  path: '/v1/agents/{id}/duplicate',
  summary: 'Duplicate an agent',
  description:
    "A draft with the same kind, spec and skills, and no schedule. It is the organization's own, whatever it was made from.",
  permission: 'agents:write',
  params: idParams('agent'),
  body: duplicateBody,
  status: 201,
  response: agentView,
  idempotent: true,

  async handle({ params, body, actor, once }) {
    return once(async (store) => {
      const original = await agentOrRefuse(store, params.id);
      const { name, kind } = original.agent;
      const detail = await store.agents.create({
        name: body.name ?? copyName(name),
        kind,
        status: 'draft',
        spec: specOf(original),
        author: actor.label,
        title: `Duplicated from ${name}, v${String(original.version.number)}`,
      });
      const { body: view, headers } = answerAgent(detail, actor.organizationId);
      return { status: 201, body: view, headers: { Location: `/v1/agents/${view.id}`, ...headers } };
    });
  },
});

/** No longer than a name may be, and not ending in half of a surrogate pair, which no database can keep. */
function copyName(name: string): string {
  return `Copy of ${name}`.slice(0, LONGEST_NAME).replace(/\p{Surrogate}$/u, '');
}

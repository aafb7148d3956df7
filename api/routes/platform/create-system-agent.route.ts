/** POST /v1/platform/agents: an agent that organizations founded from now on get a clone of. */
import { FIRST_VERSION_TITLE } from '../../../domain/agent/version-title.ts';
import { createAgentBody } from '../../../domain/contracts/agents.ts';
import { systemAgentView } from '../../../domain/contracts/platform.ts';
import { defineRoute } from '../../route.ts';
import { kindOrRefuse, newSpec } from '../agents/agent-spec-input.ts';
import { refuseForeignReferences } from './system-agent-spec.ts';
import { answerSystemAgent } from './system-agent.presenter.ts';

export const createSystemAgent = defineRoute({
  method: 'post',
  path: '/v1/platform/agents',
  summary: 'Create a system agent',
  description:
    'Organizations founded while it is `active` get a clone; existing ones do not. ' +
    "What `spec` does not say comes from the kind's defaults.",
  permission: 'staff',
  body: createAgentBody,
  status: 201,
  response: systemAgentView,

  async handle({ body, actor, ctx }) {
    const kind = kindOrRefuse(body.kind);
    const spec = newSpec(kind, body.spec);
    const { name, status } = body;
    const made = await ctx.platform.transact(async (store) => {
      await refuseForeignReferences(store, spec);
      const [author, title] = [actor.label, FIRST_VERSION_TITLE];
      return store.agents.create({ name, kind: kind.name, status, spec, author, title });
    });
    const { body: view, headers } = answerSystemAgent(made);
    return { body: view, headers: { Location: `/v1/platform/agents/${view.id}`, ...headers } };
  },
});

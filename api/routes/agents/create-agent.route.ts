/** POST /v1/agents: a new agent with its first version. */
import { FIRST_VERSION_TITLE } from '../../../domain/agent/version-title.ts';
import { agentView, createAgentBody } from '../../../domain/contracts/agents.ts';
import { defineRoute } from '../../route.ts';
import { answerAgent } from './agent.presenter.ts';
import { kindOrRefuse, newSpec } from './agent-spec-input.ts';
import { refuseUnknownReferences } from './spec-references.ts';

export const createAgent = defineRoute({
  method: 'post',
  path: '/v1/agents',
  summary: 'Create an agent',
  description: "What `spec` does not say comes from the kind's defaults (see `/v1/kinds`).",
  permission: 'agents:write',
  body: createAgentBody,
  status: 201,
  response: agentView,
  idempotent: true,

  async handle({ body, actor, once }) {
    const kind = kindOrRefuse(body.kind);
    const spec = newSpec(kind, body.spec);
    const { name, status } = body;
    return once(async (store) => {
      await refuseUnknownReferences(store, spec);
      const author = actor.label;
      const detail = await store.agents.create({
        name,
        kind: kind.name,
        status,
        spec,
        author,
        title: FIRST_VERSION_TITLE,
      });
      const { body: view, headers } = answerAgent(detail, actor.organizationId);
      return { status: 201, body: view, headers: { Location: `/v1/agents/${view.id}`, ...headers } };
    });
  },
});

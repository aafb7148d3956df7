/** PATCH /v1/agents/{id}: edit an agent against the revision that the editor saw. */
import type { z } from 'zod';
import { type AgentSpec, agentSpecSchema } from '../../../domain/agent/agent-spec.ts';
import { isChanged, versionTitle } from '../../../domain/agent/version-title.ts';
import { agentView, updateAgentBody } from '../../../domain/contracts/agents.ts';
import { AppError } from '../../../domain/errors.ts';
import type { AgentChange, AgentDetail } from '../../../store/agents.store.ts';
import type { Store } from '../../../store/database.ts';
import { idParams } from '../../path-id.ts';
import { defineRoute } from '../../route.ts';
import { etagOf, presentAgent } from './agent.presenter.ts';
import { editedSpec } from './agent-spec-input.ts';

type Body = z.output<typeof updateAgentBody>;

export const updateAgent = defineRoute({
  method: 'patch',
  path: '/v1/agents/{id}',
  summary: 'Edit an agent',
  description:
    'Members of `spec` that are given replace those of the current version. A change of name or spec makes a new version. ' +
    'Needs `If-Match` with the ETag that was read: 428 without, 412 when somebody else was faster.',
  permission: 'agents:write',
  params: idParams('agent'),
  body: updateAgentBody,
  requestHeaders: { 'If-Match': 'ETag of the agent as it was read' },
  status: 200,
  response: agentView,

  async handle({ params, body, headers, actor, transact }) {
    const detail = await transact(async (store) => {
      const current = await store.agents.get(params.id);
      if (current === undefined) throw new AppError('not_found', 'There is no such agent.');
      refuseUnlessMatching(headers['if-match'], current);
      return save(store, current, body, actor.label);
    });
    return {
      body: presentAgent({ ...detail, organizationId: actor.organizationId }),
      headers: etagOf(detail.agent),
    };
  },
});

function refuseUnlessMatching(ifMatch: string | undefined, { agent }: AgentDetail): void {
  if (ifMatch === undefined) {
    throw new AppError(
      'precondition_required',
      'Read the agent and send its ETag as If-Match, so that no edit of others is lost.',
    );
  }
  const given = ifMatch.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  const { ETag } = etagOf(agent);
  if (!given.includes('*') && !given.includes(ETag ?? '')) throw conflict();
}

function conflict(): AppError {
  return new AppError(
    'precondition_failed',
    'The agent was changed since you read it. Read it again and repeat your edit.',
  );
}

async function save(store: Store, current: AgentDetail, body: Body, author: string): Promise<AgentDetail> {
  const change = toChange(current, body, author);
  if (change === undefined) return current;
  const saved = await store.agents.update(current.agent.id, current.agent.revision, change);
  // Somebody saved between our reading and our writing.
  if (saved === undefined) throw conflict();
  return saved;
}

/** Undefined when the body says nothing new. */
function toChange({ agent, version }: AgentDetail, body: Body, author: string): AgentChange | undefined {
  const before = { name: agent.name, spec: agentSpecSchema.parse(version.spec) };
  const after = { name: body.name ?? before.name, spec: specAfter(before.spec, body) };
  const isNewVersion = isChanged(before, after);
  const { status, note } = body;
  if (!isNewVersion && (status === undefined || status === agent.status)) return undefined;
  return {
    ...(status === undefined ? {} : { status }),
    ...(isNewVersion
      ? { name: after.name, version: { ...after, title: versionTitle(before, after), note, author } }
      : {}),
  };
}

function specAfter(current: AgentSpec, { spec }: Body): AgentSpec {
  return spec === undefined ? current : editedSpec(current, spec);
}

/** POST /v1/runs: start an agent run. */
import { agentSpecSchema } from '../../../domain/agent/agent-spec.ts';
import { type CreateRunBody, createRunBody, runView, waitQuery } from '../../../domain/contracts/runs.ts';
import { AppError } from '../../../domain/errors.ts';
import { requireUuid } from '../../../domain/ids.ts';
import { findKind } from '../../../domain/kinds/registry.ts';
import { resolveRunLimits } from '../../../domain/run/resolve-limits.ts';
import type { RunTrigger } from '../../../domain/run/run-status.ts';
import type { AgentDetail } from '../../../store/agents.store.ts';
import type { Store } from '../../../store/database.ts';
import type { RunDetail } from '../../../store/run-queries.ts';
import { isWebClient } from '../../auth/client.ts';
import { defineRoute } from '../../route.ts';
import { toFieldErrors } from '../../validation/field-errors.ts';
import { invalidRequest } from '../../validation/parse.ts';
import { presentRun } from './run.presenter.ts';
import { hasEnded, runOrRefuse, waitForEnd } from './run-or-refuse.ts';

type Current = Pick<AgentDetail, 'agent' | 'version'>;

export const createRun = defineRoute({
  method: 'post',
  path: '/v1/runs',
  summary: 'Start an agent run',
  description:
    'Accepted means stored: the run starts exactly once, also when the workflow engine is down at this moment. ' +
    'With `?wait=SECONDS` the answer comes when the run has ended (200) or when the time is up (202).',
  permission: 'runs:write',
  query: waitQuery,
  body: createRunBody,
  status: 202,
  response: runView,
  otherStatuses: { 200: 'The run has ended while we waited' },
  idempotent: true,

  async handle({ body, query, request, ctx, closed, transact, once }) {
    const trigger = isWebClient(request) ? 'manual' : 'api';
    const accepted = await once(async (store) => {
      const detail = await startRun(store, body, trigger);
      const run = presentRun(detail, ctx.settings);
      return { status: 202, headers: { Location: `/v1/runs/${run.id}` }, body: run };
    });
    if (query.wait === 0) return accepted;
    const runId = requireUuid('run', accepted.body.id);
    const detail = await waitForEnd({ ctx, runId, seconds: query.wait, closed, transact });
    return { ...accepted, status: hasEnded(detail) ? 200 : 202, body: presentRun(detail, ctx.settings) };
  },
});

async function startRun(store: Store, body: CreateRunBody, trigger: RunTrigger): Promise<RunDetail> {
  const current = await store.agents.getCurrent(requireUuid('agent', body.agentId));
  if (current === undefined) {
    const errors = [{ pointer: '/agentId', message: 'names no agent of this organization' }];
    throw new AppError('not_found', `There is no agent ${body.agentId}.`, { errors });
  }
  refuseUnlessActive(current);
  const { agent, version } = current;
  const spec = agentSpecSchema.parse(version.spec);
  const { id } = await store.runs.create({
    agentId: agent.id,
    agentVersionId: version.id,
    kind: agent.kind,
    trigger,
    input: parseInput(agent.kind, body.input),
    goals: body.goals ?? [],
    limits: resolveRunLimits(spec.limits, body.budget),
  });
  return runOrRefuse(store, id);
}

function refuseUnlessActive({ agent }: Current): void {
  if (agent.status === 'active') return;
  const remedy = 'Set its status to "active" with PATCH /v1/agents/{id}, then start the run again.';
  throw new AppError('agent_not_runnable', `The agent "${agent.name}" is ${agent.status}. ${remedy}`, {
    extra: { agentStatus: agent.status },
  });
}

function parseInput(kindName: string, input: Record<string, unknown>): Record<string, unknown> {
  const kind = findKind(kindName);
  if (kind === undefined) {
    throw new AppError(
      'agent_not_runnable',
      `This installation does not know the kind ${kindName} of the agent.`,
    );
  }
  const parsed = kind.input.safeParse(input, { reportInput: true });
  if (parsed.success) return parsed.data;
  throw invalidRequest('body', toFieldErrors(parsed.error, kind.input, '/input'));
}

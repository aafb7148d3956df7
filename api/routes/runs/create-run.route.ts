/** POST /v1/runs: start an agent run. */
import { agentSpecSchema } from '../../../domain/agent/agent-spec.ts';
import { type CreateRunBody, createRunBody, runView, waitQuery } from '../../../domain/contracts/runs.ts';
import { AppError } from '../../../domain/errors.ts';
import { requireUuid } from '../../../domain/ids.ts';
import { findKind } from '../../../domain/kinds/registry.ts';
import { resolveRunLimits } from '../../../domain/run/resolve-limits.ts';
import type { RunTrigger } from '../../../domain/run/run-status.ts';
import type { Store } from '../../../store/database.ts';
import type { RunDetail } from '../../../store/run-queries.ts';
import { type Actor, authorise } from '../../auth/actor.ts';
import { isWebClient } from '../../auth/client.ts';
import { defineRoute } from '../../route.ts';
import { toFieldErrors } from '../../validation/field-errors.ts';
import { invalidRequest } from '../../validation/parse.ts';
import { editedSpec } from '../agents/agent-spec-input.ts';
import { refuseUnknownReferences } from '../agents/spec-references.ts';
import { presentRun } from './run.presenter.ts';
import { hasEnded, runOrRefuse, waitForEnd } from './run-or-refuse.ts';
import { refuseUnlessRunnable } from './runnable.ts';

export const createRun = defineRoute({
  method: 'post',
  path: '/v1/runs',
  summary: 'Start an agent run',
  description:
    'Accepted means stored: the run starts exactly once, also when the workflow engine is down at this moment. ' +
    'With `?wait=SECONDS` the answer comes when the run has ended (200) or when the time is up (202). ' +
    'With `dryRun` the agent reads and does nothing else, which a draft or paused agent may, too; `draft` tries a spec ' +
    'that nobody has saved, for which the caller needs `agents:write`.',
  permission: 'runs:write',
  query: waitQuery,
  body: createRunBody,
  status: 202,
  response: runView,
  otherStatuses: { 200: 'The run has ended while we waited' },
  idempotent: true,

  async handle({ body, query, request, actor, ctx, closed, transact, once }) {
    if (body.draft !== undefined) refuseUnlessMayDraft(actor, body);
    const trigger = isWebClient(request) ? 'manual' : 'api';
    const accepted = await once(async (store) => {
      const detail = await startRun(store, body, { trigger, startedBy: actor });
      const run = presentRun(detail, ctx.settings);
      return { status: 202, headers: { Location: `/v1/runs/${run.id}` }, body: run };
    });
    if (query.wait === 0) return accepted;
    const runId = requireUuid('run', accepted.body.id);
    const detail = await waitForEnd({ ctx, runId, seconds: query.wait, closed, transact });
    return { ...accepted, status: hasEnded(detail) ? 200 : 202, body: presentRun(detail, ctx.settings) };
  },
});

async function startRun(
  store: Store,
  body: CreateRunBody,
  { trigger, startedBy }: { readonly trigger: RunTrigger; readonly startedBy: Actor },
): Promise<RunDetail> {
  const current = await store.agents.getCurrent(requireUuid('agent', body.agentId));
  if (current === undefined) {
    const errors = [{ pointer: '/agentId', message: 'names no agent of this organization' }];
    throw new AppError('not_found', `There is no agent ${body.agentId}.`, { errors });
  }
  refuseUnlessRunnable(current, body.dryRun);
  const { agent, version } = current;
  const saved = agentSpecSchema.parse(version.spec);
  const draftSpec = body.draft === undefined ? undefined : editedSpec(saved, body.draft.spec, DRAFT_SPEC);
  if (draftSpec !== undefined) await refuseUnknownReferences(store, draftSpec, saved, DRAFT_SPEC);
  const { id } = await store.runs.create({
    agentId: agent.id,
    agentVersionId: version.id,
    kind: agent.kind,
    trigger,
    startedBy,
    input: parseInput(agent.kind, body.input),
    goals: body.goals ?? [],
    limits: resolveRunLimits((draftSpec ?? saved).limits, body.budget),
    budget: body.budget,
    dryRun: body.dryRun,
    draftSpec,
  });
  return runOrRefuse(store, id);
}

const DRAFT_SPEC = '/draft/spec';

/** An unsaved spec may give the agent tools: only who may edit agents can try one. */
function refuseUnlessMayDraft(actor: Actor, { dryRun }: CreateRunBody): void {
  authorise(actor, 'agents:write');
  if (dryRun) return;
  throw invalidRequest('body', [{ pointer: '/draft', message: 'is only for a dry run: set dryRun to true' }]);
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

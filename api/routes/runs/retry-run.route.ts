/** POST /v1/runs/{id}/retry: start a run again with the same input. */
import { agentSpecSchema } from '../../../domain/agent/agent-spec.ts';
import { retryRunBody, runView } from '../../../domain/contracts/runs.ts';
import { AppError } from '../../../domain/errors.ts';
import { requireUuid } from '../../../domain/ids.ts';
import { type RunBudget, resolveRunLimits } from '../../../domain/run/resolve-limits.ts';
import type { Store } from '../../../store/database.ts';
import type { RunDetail } from '../../../store/run-queries.ts';
import { type Actor, authorise } from '../../auth/actor.ts';
import { idParams } from '../../path-id.ts';
import { defineRoute } from '../../route.ts';
import { presentRun } from './run.presenter.ts';
import { hasEnded, runOrRefuse } from './run-or-refuse.ts';
import { agentToRepeat, chosenVersion, triedDraft } from './runnable.ts';

export const retryRun = defineRoute({
  method: 'post',
  path: '/v1/runs/{id}/retry',
  summary: 'Retry a run that has ended',
  description:
    "A new run with the input and goals of this one, on the agent's current version or the one given, whose limits it " +
    'takes; a tighter budget that this one was started with holds again. A retry of a dry run is a dry run, of the same ' +
    'unsaved draft unless a version is given. Another version than the current one needs `agents:write` too, unless the run is a ' +
    'dry run. It starts from the beginning: what this run has done is not undone, and ' +
    'may be done again.',
  permission: 'runs:write',
  params: idParams('run'),
  body: retryRunBody,
  status: 202,
  response: runView,
  idempotent: true,

  async handle({ params, body, actor, ctx, once }) {
    const versionId =
      body.agentVersionId === undefined ? undefined : requireUuid('agentVersion', body.agentVersionId);
    return once(async (store) => {
      const run = presentRun(await retry(store, params.id, { versionId, actor }), ctx.settings);
      return { status: 202, headers: { Location: `/v1/runs/${run.id}` }, body: run };
    });
  },
});

interface Wanted {
  readonly versionId: string | undefined;
  readonly actor: Actor;
}

async function retry(store: Store, id: string, { versionId, actor }: Wanted): Promise<RunDetail> {
  const detail = await runOrRefuse(store, id);
  const { run: origin } = detail;
  if (!hasEnded(detail)) {
    const remedy = 'Wait for its end, or cancel it with POST /v1/runs/{id}/cancel, then retry it.';
    throw new AppError('conflict', `The run is ${origin.status}. ${remedy}`, {
      extra: { runStatus: origin.status },
    });
  }
  const current = await agentToRepeat(store, origin, origin.dryRun);
  const version = versionId === undefined ? current.version : await chosenVersion(store, origin, versionId);
  // An older version may do what the agent no longer may: only who may restore it can run it in earnest.
  if (!origin.dryRun && version.id !== current.version.id) authorise(actor, 'agents:write');
  const draftSpec = versionId === undefined ? triedDraft(origin, actor) : undefined;
  // Not those of the origin: it may have failed because of them, and they were raised since.
  const { limits } = draftSpec ?? agentSpecSchema.parse(version.spec);
  const budget = (origin.budget ?? undefined) as RunBudget | undefined;
  const { id: newId } = await store.runs.create({
    agentId: origin.agentId,
    agentVersionId: version.id,
    kind: origin.kind,
    trigger: 'retry',
    startedBy: actor,
    input: origin.input as Record<string, unknown>,
    goals: origin.goals,
    limits: resolveRunLimits(limits, budget),
    budget,
    dryRun: origin.dryRun,
    draftSpec,
    origin: { runId: id, inputTainted: origin.inputTainted },
  });
  return runOrRefuse(store, newId);
}

/** POST /v1/runs/{id}/replay: what would have come of a run, had it gone on otherwise from one of its turns? */
import { agentSpecSchema } from '../../../domain/agent/agent-spec.ts';
import { replayRunBody, runView } from '../../../domain/contracts/runs.ts';
import { AppError } from '../../../domain/errors.ts';
import { requireUuid } from '../../../domain/ids.ts';
import type { RunLimits } from '../../../domain/run/limits.ts';
import { resolveRunLimits } from '../../../domain/run/resolve-limits.ts';
import type { RunTrigger } from '../../../domain/run/run-status.ts';
import type { Store } from '../../../store/database.ts';
import type { RunDetail } from '../../../store/run-queries.ts';
import type { RunRow } from '../../../store/runs.store.ts';
import type { Actor } from '../../auth/actor.ts';
import { isWebClient } from '../../auth/client.ts';
import { idParams } from '../../path-id.ts';
import { defineRoute } from '../../route.ts';
import { invalidRequest } from '../../validation/parse.ts';
import { presentRun } from './run.presenter.ts';
import { runOrRefuse } from './run-or-refuse.ts';
import { agentToRepeat, chosenVersion, triedDraft } from './runnable.ts';

export const replayRun = defineRoute({
  method: 'post',
  path: '/v1/runs/{id}/replay',
  summary: 'Replay a run from one of its turns (what if)',
  description:
    'A new dry run that takes over the turns before `fromTurn` as they were recorded, at no cost, and asks the model ' +
    'anew from there, under the version given or the same one. Calls that the run made with the same arguments are ' +
    'answered as they were then; other reading is done, and nothing else is.',
  permission: 'runs:write',
  params: idParams('run'),
  body: replayRunBody,
  status: 202,
  response: runView,
  idempotent: true,

  async handle({ params, body, actor, request, ctx, once }) {
    const { fromTurn, agentVersionId } = body;
    const wanted = {
      fromTurn,
      versionId: agentVersionId === undefined ? undefined : requireUuid('agentVersion', agentVersionId),
      trigger: isWebClient(request) ? 'manual' : 'api',
      actor,
    } as const;
    return once(async (store) => {
      const run = presentRun(await replay(store, params.id, wanted), ctx.settings);
      return { status: 202, headers: { Location: `/v1/runs/${run.id}` }, body: run };
    });
  },
});

interface Wanted {
  readonly fromTurn: number;
  readonly versionId: string | undefined;
  readonly trigger: RunTrigger;
  readonly actor: Actor;
}

async function replay(store: Store, id: string, wanted: Wanted): Promise<RunDetail> {
  const { run: origin } = await runOrRefuse(store, id);
  const { fromTurn, trigger } = wanted;
  if (fromTurn > origin.turns) {
    const has = origin.turns === 0 ? 'no turn yet' : `turns 1 to ${String(origin.turns)}`;
    throw invalidRequest('body', [
      { pointer: '/fromTurn', message: `must be a turn of the run, which has ${has}` },
    ]);
  }
  await agentToRepeat(store, origin, true);
  const { id: newId } = await store.runs.create({
    ...(await versionOf(store, origin, wanted)),
    agentId: origin.agentId,
    kind: origin.kind,
    trigger,
    input: origin.input as Record<string, unknown>,
    goals: origin.goals,
    dryRun: true,
    origin: { runId: id, inputTainted: origin.inputTainted, fromTurn },
  });
  await store.runReplays.takeOver(newId, id, fromTurn);
  return runOrRefuse(store, newId);
}

/** Under which version, spec and limits the model is asked anew. */
async function versionOf(store: Store, origin: RunRow, { versionId, actor }: Wanted) {
  if (versionId !== undefined) {
    const version = await chosenVersion(store, origin, versionId);
    const { limits } = agentSpecSchema.parse(version.spec);
    return { agentVersionId: version.id, limits: resolveRunLimits(limits) };
  }
  const { agentVersionId } = origin;
  if ((await store.agentVersions.get(origin.agentId, agentVersionId)) === undefined) {
    const remedy = 'Name another one in agentVersionId; GET /v1/agents/{id}/versions lists them.';
    throw new AppError('conflict', `The version that this run had is not kept any more. ${remedy}`);
  }
  return {
    agentVersionId,
    limits: origin.limits as unknown as RunLimits,
    draftSpec: triedDraft(origin, actor),
  };
}

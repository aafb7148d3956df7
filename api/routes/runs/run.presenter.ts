import type { RunView } from '../../../domain/contracts/runs.ts';
import { toPublicId } from '../../../domain/ids.ts';
import type { RunStatus, RunTrigger, WaitingReason } from '../../../domain/run/run-status.ts';
import { agentRunWorkflowId } from '../../../domain/temporal/agent-run.ts';
import type { RunDetail } from '../../../store/run-queries.ts';
import type { ApiSettings } from '../../context.ts';

export function presentRun(
  { run, agentName, agentVersionNumber, treeCostMicroUsd, retriedBy, replayedBy }: RunDetail,
  settings: ApiSettings,
): RunView {
  const id = toPublicId('run', run.id);
  const organizationId = toPublicId('organization', run.organizationId);
  const temporalWorkflowId = agentRunWorkflowId(organizationId, id);
  return {
    id,
    organizationId,
    agentId: toPublicId('agent', run.agentId),
    agentName,
    agentVersionId: toPublicId('agentVersion', run.agentVersionId),
    agentVersionNumber,
    kind: run.kind,
    ...presentParent(run),
    ...presentOrigin(run),
    retriedBy: retriedBy.map(publicRunId),
    replayedBy: replayedBy.map(publicRunId),
    trigger: run.trigger as RunTrigger,
    status: run.status as RunStatus,
    waitingFor: run.waitingFor as WaitingReason | null,
    input: run.input as Record<string, unknown>,
    goals: run.goals,
    output: run.output,
    error: run.errorCode === null ? null : { code: run.errorCode, message: run.errorMessage ?? '' },
    tainted: run.tainted,
    dryRun: run.dryRun,
    triedDraft: run.draftSpec !== null,
    costMicroUsd: Number(run.costMicroUsd),
    treeCostMicroUsd,
    inputTokens: Number(run.inputTokens),
    cachedTokens: Number(run.cachedTokens),
    outputTokens: Number(run.outputTokens),
    turns: run.turns,
    toolCalls: run.toolCalls,
    traceId: run.traceId,
    temporalWorkflowId,
    temporalUrl: temporalUrl(temporalWorkflowId, settings.temporal),
    demoModel: settings.isDemoModel,
    queuedAt: run.queuedAt.toISOString(),
    startedAt: run.startedAt?.toISOString() ?? null,
    finishedAt: run.finishedAt?.toISOString() ?? null,
  };
}

function presentParent({
  parentRunId,
  parentTurn,
  parentCallIndex,
}: RunDetail['run']): Pick<RunView, 'parentRunId' | 'parentCall'> {
  const known = parentTurn !== null && parentCallIndex !== null;
  return {
    parentRunId: parentRunId === null ? null : publicRunId(parentRunId),
    parentCall: known ? { turn: parentTurn, callIndex: parentCallIndex } : null,
  };
}

function presentOrigin({
  originRunId,
  replayFromTurn,
}: RunDetail['run']): Pick<RunView, 'retryOf' | 'replayOf'> {
  if (originRunId === null) return { retryOf: null, replayOf: null };
  const runId = publicRunId(originRunId);
  if (replayFromTurn === null) return { retryOf: runId, replayOf: null };
  return { retryOf: null, replayOf: { runId, fromTurn: replayFromTurn } };
}

const publicRunId = (uuid: string): string => toPublicId('run', uuid);

function temporalUrl(workflowId: string, { uiUrl, namespace }: ApiSettings['temporal']): string | null {
  if (uiUrl === undefined) return null;
  return `${uiUrl}/namespaces/${encodeURIComponent(namespace)}/workflows/${encodeURIComponent(workflowId)}`;
}

/** An operator's decision, sent through Temporal. Who sent it cannot be verified there, so nobody is believed. */
import { OPERATOR } from '../../domain/approval/deciders.ts';
import { fromPublicId, requireUuid, toPublicId } from '../../domain/ids.ts';
import { isStorable } from '../../domain/storable-json.ts';
import type { DecideApprovalInput, DecideApprovalResult } from '../../domain/temporal/agent-run.ts';
import { checkEditAmong } from '../../tools/check-edit.ts';
import { mcpTool } from '../../tools/mcp-tool.ts';
import { toolboxWith } from '../../tools/toolbox.ts';
import type { ActivityDeps } from '../deps.ts';

const ACTOR = 'operator:temporal';

export async function decideApproval(
  deps: ActivityDeps,
  input: DecideApprovalInput,
): Promise<DecideApprovalResult> {
  const approvalId = fromPublicId('approval', input.approvalId);
  const unknown = {
    approvalId: input.approvalId,
    status: 'unknown',
    applied: false,
    detail: 'There is no such approval.',
  };
  if (approvalId === undefined) return unknown;
  const problem = problemWith(input);
  if (problem !== undefined) return { ...unknown, detail: problem };
  const runId = requireUuid('run', input.runId);
  const result = await deps.database.transact(
    requireUuid('organization', input.organizationId),
    async (store) => {
      const approval = await store.approvals.get(approvalId);
      if (approval?.runId !== runId) return undefined;
      return store.approvals.decide({
        approvalId,
        decision: input.decision,
        arguments: input.arguments,
        ...(input.argumentsHash === undefined ? {} : { argumentsHash: input.argumentsHash }),
        ...(input.reason === undefined ? {} : { reason: input.reason }),
        actor: ACTOR,
        by: OPERATOR,
        via: input.via,
        checkEdit: checkEditAmong(toolboxWith((await store.mcp.callable()).map(mcpTool))),
      });
    },
  );
  if (result === undefined) return unknown;
  deps.runChanged(runId);
  const status = result.approval?.status ?? 'unknown';
  const detail = result.applied ? `Decided: ${status}.` : result.detail;
  return { approvalId: toPublicId('approval', approvalId), status, applied: result.applied, detail };
}

const LONGEST_REASON = 2_000;

/** Temporal carries anything. What PostgreSQL refuses would be tried for ever, and the run could not end. */
function problemWith({ reason, arguments: edited, argumentsHash }: DecideApprovalInput): string | undefined {
  const hash: unknown = argumentsHash;
  if (hash !== undefined && typeof hash !== 'string') return 'argumentsHash must be a text.';
  const given: unknown = reason;
  if (given !== undefined && (typeof given !== 'string' || given.length > LONGEST_REASON)) {
    return `The reason must be a text of at most ${LONGEST_REASON} characters.`;
  }
  if (!isStorable([given, edited])) {
    return 'Reason and arguments must not contain NUL characters or halves of surrogate pairs.';
  }
  return undefined;
}

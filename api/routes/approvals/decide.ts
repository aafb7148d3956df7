/** One decision, as the single route, the batch route and the links of mails make it. */
import type { DecisionDoor } from '../../../domain/approval/approval-status.ts';
import type { ApprovalView, DecisionBody } from '../../../domain/contracts/approvals.ts';
import { AppError, type ErrorCode, type FieldError } from '../../../domain/errors.ts';
import type { DecidedBy, DecideResult, RefusalCode } from '../../../store/approval-decisions.ts';
import type { Store } from '../../../store/database.ts';
import { isMcpToolName } from '../../../domain/mcp/tool-name.ts';
import { checkEdit, checkEditAmong } from '../../../tools/check-edit.ts';
import { mcpTool } from '../../../tools/mcp-tool.ts';
import { toolboxWith } from '../../../tools/toolbox.ts';
import type { Actor } from '../../auth/actor.ts';
import { presentApproval } from './approval.presenter.ts';

export interface DecisionRequest {
  readonly approvalId: string;
  readonly body: DecisionBody;
  /** Who decides, as records show it. */
  readonly label: string;
  readonly by: DecidedBy;
  readonly via: DecisionDoor;
  readonly linkId?: string;
}

export type DecisionOutcome =
  | { readonly applied: true; readonly approval: ApprovalView }
  | { readonly applied: false; readonly approval: ApprovalView | undefined; readonly error: AppError };

type Refusal = Extract<DecideResult, { applied: false }>;

/** The caller of the API, as somebody who decides. */
export function deciding({
  label,
  role,
  personId,
  madeByAgent,
}: Actor): Pick<DecisionRequest, 'label' | 'by'> {
  return { label, by: { role, personId, isAgentMade: madeByAgent !== undefined } };
}

/** Decides inside the given transaction; a refusal is an outcome and not an error, so that batches go on. */
export async function decide(
  store: Store,
  { approvalId, body, label, by, via, linkId }: DecisionRequest,
): Promise<DecisionOutcome> {
  const result = await store.approvals.decide({
    ...body,
    approvalId,
    actor: label,
    by,
    via,
    linkId,
    checkEdit: await editCheckFor(store, { approvalId, body }),
  });
  const [detail] =
    result.approval === undefined ? [] : await store.approvalQueries.withNames([result.approval]);
  const approval = detail === undefined ? undefined : presentApproval(detail);
  if (result.applied && approval !== undefined) return { applied: true, approval };
  return { applied: false, approval, error: toError(result as Refusal, approval) };
}

const CODES: Readonly<Record<RefusalCode, ErrorCode>> = {
  not_found: 'not_found',
  already_decided: 'approval_already_decided',
  expired: 'approval_already_decided',
  run_final: 'conflict',
  approved_before: 'conflict',
  arguments_changed: 'conflict',
  link_used: 'conflict',
  agent_key: 'forbidden',
  owner_only: 'forbidden',
  operator: 'forbidden',
  not_asked: 'forbidden',
  needs_person: 'forbidden',
  requester: 'forbidden',
  invalid_arguments: 'invalid_request',
  edit_denied: 'invalid_request',
  edit_unconfirmed: 'edit_unconfirmed',
};

/** Tools of MCP servers are the organization's own: what they take is read with the decision. */
async function editCheckFor(
  store: Store,
  { approvalId, body }: Pick<DecisionRequest, 'approvalId' | 'body'>,
) {
  const approval = body.decision === 'edit' ? await store.approvals.get(approvalId) : undefined;
  if (approval === undefined || !isMcpToolName(approval.toolName)) return checkEdit;
  return checkEditAmong(toolboxWith((await store.mcp.callable()).map(mcpTool)));
}

function toError({ why, detail, edit, unconfirmed }: Refusal, approval: ApprovalView | undefined): AppError {
  const code = CODES[why];
  if (edit !== undefined) {
    const { finding } = edit;
    const extra = finding === undefined ? {} : { check: finding.check, rule: finding.rule ?? null };
    return new AppError(code, detail, { errors: edit.errors.map(underArguments), extra });
  }
  if (unconfirmed !== undefined) {
    const { argumentsHash, newReasons } = unconfirmed;
    const errors = newReasons.map(({ reason }) => ({ pointer: '/arguments', message: reason }));
    const shown = newReasons.map(({ check, reason, rule = null }) => ({ check, reason, rule }));
    return new AppError(code, detail, { errors, extra: { argumentsHash, newReasons: shown } });
  }
  if (code === 'approval_already_decided') return new AppError(code, detail, { extra: { winner: approval } });
  if (code === 'conflict') return new AppError(code, detail, { extra: { approval } });
  return new AppError(code, detail);
}

function underArguments({ pointer, message }: FieldError): FieldError {
  return { pointer: `/arguments${pointer === '/' ? '' : pointer}`, message };
}

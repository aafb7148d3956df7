/** One decision, as the single route and the batch route make it. */
import type { ApprovalView, DecisionBody } from '../../../domain/contracts/approvals.ts';
import { AppError, type FieldError } from '../../../domain/errors.ts';
import type { DecideResult } from '../../../store/approvals.store.ts';
import type { Store } from '../../../store/database.ts';
import { parseToolArguments } from '../../../tools/registry.ts';
import type { Actor } from '../../auth/actor.ts';
import { presentApproval } from './approval.presenter.ts';

export interface DecisionRequest {
  readonly approvalId: string;
  readonly body: DecisionBody;
  readonly actor: Actor;
  readonly via: 'api' | 'ui';
}

export type DecisionOutcome =
  | { readonly applied: true; readonly approval: ApprovalView }
  | { readonly applied: false; readonly approval: ApprovalView | undefined; readonly error: AppError };

type Refusal = Extract<DecideResult, { applied: false }>;

/** Decides inside the given transaction; a refusal is an outcome and not an error, so that batches go on. */
export async function decide(
  store: Store,
  { approvalId, body, actor, via }: DecisionRequest,
): Promise<DecisionOutcome> {
  const result = await store.approvals.decide({
    approvalId,
    decision: body.decision,
    ...(body.arguments === undefined ? {} : { arguments: body.arguments }),
    ...(body.reason === undefined ? {} : { reason: body.reason }),
    actor: actor.label,
    via,
    isOwner: actor.role === 'owner',
    parseArguments: parseToolArguments,
  });
  const [detail] =
    result.approval === undefined ? [] : await store.approvalQueries.withNames([result.approval]);
  const approval = detail === undefined ? undefined : presentApproval(detail);
  if (result.applied && approval !== undefined) return { applied: true, approval };
  return { applied: false, approval, error: toError(result as Refusal, approval) };
}

function toError({ why, detail, errors }: Refusal, winner: ApprovalView | undefined): AppError {
  switch (why) {
    case 'not_found':
      return new AppError('not_found', 'There is no such approval.');
    case 'already_decided':
    case 'expired':
      return new AppError('approval_already_decided', detail, { extra: { winner } });
    case 'run_final':
      return new AppError('conflict', detail, { extra: { approval: winner } });
    case 'owner_only':
      return new AppError('forbidden', detail);
    case 'invalid_arguments':
      return new AppError('invalid_request', detail, { errors: (errors ?? []).map(underArguments) });
  }
}

function underArguments({ pointer, message }: FieldError): FieldError {
  return { pointer: `/arguments${pointer === '/' ? '' : pointer}`, message };
}

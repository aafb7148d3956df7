/** What a decision would have carried out, and whether whoever decides has seen it. */
import { proposedOf } from '../domain/approval/asked-of.ts';
import type { EditContext, EditRefusal } from '../domain/approval/judge-edit.ts';
import type { Finding } from '../domain/rules/decide.ts';
import type { DecideInput, Refused } from './approval-decisions.ts';
import type { Scope } from './database.ts';
import { editContextOf } from './edit-context.ts';
import type { Approval } from './generated/client.ts';

/**
 * Judges edited arguments by the tool's own schema and by the policy of the run; given by the caller, since tools are
 * not the store's.
 */
export type CheckEdit = (
  toolName: string,
  raw: unknown,
  context: EditContext,
) =>
  | {
      readonly ok: true;
      readonly value: unknown;
      readonly hash: string;
      readonly newReasons: readonly Finding[];
    }
  | EditRefusal;

/** What will be carried out when this decision counts. */
export interface Proposal {
  /** Null: as asked for. */
  readonly edited: { readonly value: unknown; readonly hash: string } | null;
  /** Why the edited call asks besides; confirmed with the decision. */
  readonly newReasons: readonly string[];
}

export async function proposalOf(
  scope: Scope,
  input: DecideInput,
  approval: Approval,
): Promise<Proposal | Refused> {
  if (input.decision === 'edit') return editOf(scope, input, approval);
  const proposed = proposedOf(approval);
  const isChanged = proposed.hash !== approval.argumentsHash;
  const seen = input.argumentsHash ?? (isChanged ? undefined : proposed.hash);
  if (input.decision === 'approve' && seen !== proposed.hash) {
    const detail = isChanged
      ? `Somebody changed the arguments and approved them. Look at firstApproval.arguments, and send argumentsHash "${proposed.hash}" with your approval.`
      : `The arguments are not those of the argumentsHash that you sent; they are those of "${proposed.hash}".`;
    return { applied: false, why: 'arguments_changed', detail, approval };
  }
  const newReasons = isChanged ? approval.firstApprovedReasons : [];
  return { edited: isChanged ? { value: proposed.arguments, hash: proposed.hash } : null, newReasons };
}

async function editOf(scope: Scope, input: DecideInput, approval: Approval): Promise<Proposal | Refused> {
  if (approval.subject === 'effect_unknown')
    return { applied: false, why: 'edit_denied', detail: NOT_ANOTHER, approval };
  const checked = input.checkEdit(approval.toolName, input.arguments, await editContextOf(scope, approval));
  if (!checked.ok) {
    const { why, detail } = checked;
    return { applied: false, why, detail, approval, edit: checked };
  }
  const { hash, newReasons } = checked;
  if (newReasons.length > 0 && input.argumentsHash !== hash) return unconfirmed(approval, hash, newReasons);
  return { edited: checked, newReasons: newReasons.map(({ reason }) => reason) };
}

/** The receivers know the call by a key of its own: another call under the same key would be taken for the first. */
const NOT_ANOTHER =
  'This asks whether to repeat a call of unknown outcome, which can only be repeated as it was. Approve to repeat it, or reject it with a reason that says what to do instead.';

/** Nobody has agreed to what only the edit brings in: whoever edits sees it, and sends the very same edit again. */
function unconfirmed(approval: Approval, argumentsHash: string, newReasons: readonly Finding[]): Refused {
  const why = newReasons.map(({ reason }) => reason).join('; ');
  const detail = `The edited call asks for approval for a reason that the request did not have: ${why}. To approve exactly these arguments, send them again with argumentsHash "${argumentsHash}".`;
  const more = { argumentsHash, newReasons };
  return { applied: false, why: 'edit_unconfirmed', detail, approval, unconfirmed: more };
}

/** What would be carried out if it were approved now. */
import type { ApprovalView } from '../../api/types.ts';

interface Proposed {
  readonly args: ApprovalView['arguments'];
  readonly argumentsHash: string;
}

/** Why it asks, also for what the first of two people has changed. */
export function reasonsOf({ reason, firstApproval }: ApprovalView): string {
  return [...(firstApproval?.newReasons ?? []), reason].join('; ');
}

/** Under four eyes the first of two people may have changed the arguments. */
export function proposedOf({ arguments: asked, argumentsHash, firstApproval }: ApprovalView): Proposed {
  if (firstApproval === null || firstApproval.arguments === null) return { args: asked, argumentsHash };
  return { args: firstApproval.arguments, argumentsHash: firstApproval.argumentsHash };
}

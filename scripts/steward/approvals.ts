/** `steward approvals` and `steward approve`. */
import type { ApprovalView, DecisionBody } from '../../domain/contracts/approvals.ts';
import type { ApiClient } from './api-client.ts';
import { usage } from './failure.ts';
import type { Output } from './output.ts';

export interface DecideOptions {
  readonly reject: boolean;
  readonly reason: string | undefined;
  /** What to do instead of what the agent asked for. */
  readonly arguments: Record<string, unknown> | undefined;
  /** Confirms changed arguments that ask for a new reason, as the refusal of them says. */
  readonly argumentsHash: string | undefined;
}

export async function listApprovals(client: ApiClient, out: Output): Promise<void> {
  const open = await client.all<ApprovalView>('/v1/approvals?status=pending');
  for (const approval of open) out.value(approval);
  if (open.length === 0) out.note('Nothing waits for a decision.');
  for (const approval of open) {
    const { id, agentName, toolName, risk, reason, expiresAt } = approval;
    out.say(`${id}  ${agentName}: ${toolName} (${risk}), until ${expiresAt}`);
    out.say(`    ${JSON.stringify(approval.arguments)}\n    ${reason}`);
  }
}

export async function decideApproval(
  client: ApiClient,
  out: Output,
  id: string,
  options: DecideOptions,
): Promise<void> {
  const path = `/v1/approvals/${encodeURIComponent(id)}/decision`;
  const { body } = await client.post<ApprovalView>(path, decisionOf(options));
  out.value(body);
  out.say(`${body.id} ${body.status} by ${body.decidedBy ?? 'somebody'}`);
}

function decisionOf({ reject, reason, arguments: instead, argumentsHash }: DecideOptions): DecisionBody {
  if (reject && instead !== undefined) throw usage('Either --reject or --arguments, not both.');
  if (reject && reason === undefined) throw usage('--reject needs a --reason: it is told to the agent.');
  const why = {
    ...(reason === undefined ? {} : { reason }),
    ...(argumentsHash === undefined ? {} : { argumentsHash }),
  };
  if (reject) return { decision: 'reject', ...why };
  if (instead !== undefined) return { decision: 'edit', arguments: instead, ...why };
  return { decision: 'approve', ...why };
}

/** What the children of a run count against its limits. */
import type { Spent } from '../../domain/run/delegation.ts';
import { delegateToAgent } from '../../tools/delegate-to-agent.ts';
import type { RunSession, RunState } from '../runs/run-session.ts';

const NOTHING: Spent = { costMicroUsd: 0, tokens: 0 };

/** Asked only of runs that may have children: most have none, and are asked before each model call. */
export async function familySpent(session: RunSession, { spec }: RunState): Promise<Spent> {
  if (!spec.tools.allow.includes(delegateToAgent.name)) return NOTHING;
  return session.transact((store) => store.delegations.spent(session.runId));
}

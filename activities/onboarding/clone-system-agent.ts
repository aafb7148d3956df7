/** One system agent's clone. Why it failed is shown to the organization; Temporal tries again until it is there. */
import { z } from 'zod';
import { requireUuid } from '../../domain/ids.ts';
import type { CloneAgentInput } from '../../domain/temporal/onboarding.ts';
import type { ActivityDeps } from '../deps.ts';

export async function cloneSystemAgent(deps: ActivityDeps, input: CloneAgentInput): Promise<void> {
  const { database, log } = deps;
  const organizationId = requireUuid('organization', input.organizationId);
  const sourceId = requireUuid('agent', input.sourceId);
  try {
    await database.transact(organizationId, (store) => store.onboarding.clone(sourceId));
  } catch (error) {
    log.warn({ err: error, organizationId, sourceId }, 'a system agent could not be cloned; trying again');
    await database.transact(organizationId, (store) => store.onboarding.failed(sourceId, reasonOf(error)));
    throw error;
  }
  await deps.reach('after_agent_cloned');
}

/** For members of the organization: nothing of the database's own words. */
function reasonOf(error: unknown): string {
  if (!(error instanceof z.ZodError)) return "an error of ours; the worker's log has it";
  const issue = error.issues[0];
  return `the platform's definition is not valid at /spec/${(issue?.path ?? []).map(String).join('/')}`;
}

/** What a new organization still lacks. When that is nothing, its onboarding is over. */
import { requireUuid, toPublicId } from '../../domain/ids.ts';
import type { MissingClones, OnboardingInput } from '../../domain/temporal/onboarding.ts';
import type { ActivityDeps } from '../deps.ts';

export async function findMissingClones(
  { database }: ActivityDeps,
  input: OnboardingInput,
): Promise<MissingClones> {
  const organizationId = requireUuid('organization', input.organizationId);
  const missing = await database.transact(organizationId, (store) => store.onboarding.takeStock());
  return { sourceIds: missing.map((id) => toPublicId('agent', id)) };
}

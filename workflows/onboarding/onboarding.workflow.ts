/**
 * Gives a new organization its clones of the platform's agents. It holds no list of its own: after each round the
 * database says what is still missing, so it may be started, killed and started again as often as anybody likes.
 */
import { setCurrentDetails } from '@temporalio/workflow';
import type { OnboardingInput } from '../../domain/temporal/onboarding.ts';
import { onboardingSteps } from '../proxies.ts';

export async function onboarding({ organizationId }: OnboardingInput): Promise<void> {
  for (;;) {
    const { sourceIds } = await onboardingSteps.findMissingClones({ organizationId });
    if (sourceIds.length === 0) break;
    setCurrentDetails(`**cloning** · ${String(sourceIds.length)} agents`);
    // Side by side: one that fails is retried for ever and must not keep the others waiting.
    await Promise.all(
      sourceIds.map((sourceId) => onboardingSteps.cloneSystemAgent({ organizationId, sourceId })),
    );
  }
  setCurrentDetails('**done**');
}

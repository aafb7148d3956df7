import type { OnboardingView } from '../../../domain/contracts/platform.ts';
import type { Onboarding } from '../../../store/generated/client.ts';

/** Null for organizations that were there before onboarding was. */
export function presentOnboarding(row: Onboarding | undefined): OnboardingView | null {
  if (row === undefined) return null;
  const { status, total, done, lastError } = row;
  return { status: status === 'done' ? 'done' : 'pending', total, done, lastError };
}

/** Names, inputs and results of the onboarding workflow: types and constants only. */

export const ONBOARDING_WORKFLOW = 'onboarding';

/** Ids here are public ids: operators read them in the Temporal UI. */
export interface OnboardingInput {
  readonly organizationId: string;
}

export interface CloneAgentInput extends OnboardingInput {
  /** The system agent. */
  readonly sourceId: string;
}

export interface MissingClones {
  /** Public ids of system agents that the organization has no clone of yet. */
  readonly sourceIds: readonly string[];
}

export function onboardingWorkflowId(organizationId: string): string {
  return `onboard:${organizationId}`;
}

/** The only entry of the workflow bundle. */
export { agentRun } from './agent-run/agent-run.workflow.ts';
export { onboarding } from './onboarding/onboarding.workflow.ts';

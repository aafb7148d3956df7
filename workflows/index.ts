/** The only entry of the workflow bundle. */
export { agentRun } from './agent-run/agent-run.workflow.ts';

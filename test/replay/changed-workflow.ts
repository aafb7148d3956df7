/** agentRun with a change that breaks replay: a timer before the first step. */
import { sleep } from '@temporalio/workflow';
import type { AgentRunInput, AgentRunResult } from '../../domain/temporal/agent-run.ts';
import { agentRun as original } from '../../workflows/agent-run/agent-run.workflow.ts';

export async function agentRun(input: AgentRunInput): Promise<AgentRunResult> {
  await sleep(1);
  return original(input);
}

/** What Temporal says about an open run: is its workflow there, does it go on, or how did it end? */
import {
  type Client,
  type WorkflowExecutionDescription,
  type WorkflowHandle,
  WorkflowNotFoundError,
} from '@temporalio/client';

export type Verdict =
  | { readonly type: 'alive' }
  | { readonly type: 'unknown' }
  /** Its next task is being carried out right now, or fails and is tried again. */
  | { readonly type: 'busy' }
  | { readonly type: 'stuck' | 'ended'; readonly code: RunEnd; readonly message: string };

type RunEnd = 'terminated' | 'engine_error';

const OPEN_IN_TEMPORAL: readonly string[] = ['RUNNING', 'CONTINUED_AS_NEW', 'PAUSED'];
/** A worker reports the first failure at once and lets the next attempts run out: the second costs ten seconds. */
const STUCK_FAILURES = 2;
/** Tasks that no worker ever answers: their workers may just have been killed, so it takes more of them. */
const STUCK_ATTEMPTS = 5;
const EVENTS_READ = 100;
/**
 * Causes of a "failed" task that are no fault of the workflow (numbers of Temporal's WorkflowTaskFailedCause):
 * races with a new event, resets, orders to close or pause.
 */
const HARMLESS_CAUSES: readonly number[] = Object.values({
  unhandledCommand: 1,
  resetStickyTaskQueue: 13,
  forceCloseCommand: 17,
  failoverCloseCommand: 18,
  resetWorkflow: 20,
  unhandledUpdate: 31,
  pauseRequested: 39,
});

export async function judgeWorkflow(client: Client, workflowId: string): Promise<Verdict> {
  const description = await describe(client.workflow.getHandle(workflowId));
  if (description === undefined) return { type: 'unknown' };
  const { name } = description.status;
  if (!OPEN_IN_TEMPORAL.includes(name)) return endedAs(name);
  const task = description.raw.pendingWorkflowTask;
  // Tasks take milliseconds: most runs have none, and need no second question.
  if (task === null || task === undefined) return { type: 'alive' };
  const attempt = task.attempt ?? 1;
  const reported = await failuresReported(client, workflowId, description.runId);
  const failures = reported === 0 ? 0 : Math.max(reported, attempt - 1);
  if (failures < STUCK_FAILURES && attempt < STUCK_ATTEMPTS) return { type: 'busy' };
  const message = `the workflow's task failed ${Math.max(failures, attempt - 1)} times in a row; see the workflow in the Temporal UI`;
  return { type: 'stuck', code: 'engine_error', message };
}

async function describe(handle: WorkflowHandle): Promise<WorkflowExecutionDescription | undefined> {
  try {
    return await handle.describe();
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
}

function endedAs(name: string): Verdict {
  const byHand = name === 'TERMINATED' || name === 'CANCELLED';
  const message = `the workflow ${byHand ? 'was' : 'ended as'} ${name.toLowerCase()} in Temporal`;
  return { type: 'ended', code: byHand ? 'terminated' : 'engine_error', message };
}

/**
 * Failed tasks since the last one that succeeded. The attempt alone does not tell: every signal to a failing
 * workflow sets it back to 1.
 */
async function failuresReported(client: Client, workflowId: string, runId: string): Promise<number> {
  const { history } = await client.workflowService.getWorkflowExecutionHistoryReverse({
    namespace: client.options.namespace,
    execution: { workflowId, runId },
    maximumPageSize: EVENTS_READ,
  });
  let failures = 0;
  for (const event of history?.events ?? []) {
    if (event.workflowTaskCompletedEventAttributes) break;
    const failed = event.workflowTaskFailedEventAttributes;
    if (failed && !HARMLESS_CAUSES.includes(failed.cause ?? 0)) failures += 1;
  }
  return failures;
}

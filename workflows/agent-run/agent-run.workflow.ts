/**
 * One agent run. The workflow holds no transcript and takes no decision of its own: an activity advances the
 * run through its journal in PostgreSQL and says what comes next; what only a workflow can do — wait for
 * people, run effects one by one, survive — is done here. See docs/decisions/0002-journal-in-postgresql.md.
 */
import {
  ActivityFailure,
  allHandlersFinished,
  ApplicationFailure,
  CancellationScope,
  condition,
  isCancellation,
  makeContinueAsNewFunc,
  setCurrentDetails,
  setHandler,
  sleep,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import { defineSearchAttributeKey } from '@temporalio/common';
import {
  ADVANCE_ACTIVITIES,
  type AgentRunInput,
  type AgentRunResult,
  type CloseRunInput,
  type DecideApprovalMessage,
  type DecideApprovalResult,
  type NextStep,
  SEARCH_ATTRIBUTES,
  type ToolCallRef,
} from '../../domain/temporal/agent-run.ts';
import { isFinal } from '../../domain/run/run-status.ts';
import { advance, records, tools } from '../proxies.ts';
import {
  cancelRunSignal,
  checkDecision,
  debugStateQuery,
  decideApprovalSignal,
  decideApprovalUpdate,
  resumeSignal,
} from './messages.ts';

const statusAttribute = defineSearchAttributeKey(SEARCH_ATTRIBUTES.status, 'KEYWORD');
const waitingAttribute = defineSearchAttributeKey(SEARCH_ATTRIBUTES.waiting, 'KEYWORD');

export async function agentRun(input: AgentRunInput): Promise<AgentRunResult> {
  const execution = new Execution(input);
  execution.listen();
  return execution.run();
}

class Execution {
  readonly #input: AgentRunInput;
  readonly #scope = new CancellationScope({ cancellable: true });
  #next: NextStep;
  #steps = 0;
  #wakeUps = 0;
  /** Wake-ups that the latest look at the journal knows of. */
  #wakeUpsSeen = 0;

  constructor(input: AgentRunInput) {
    this.#input = input;
    this.#next = input.next ?? { do: 'advance', summary: 'turn 1' };
  }

  /** Handlers are set before the first await, so that a message that came with the start is not missed. */
  listen(): void {
    setHandler(decideApprovalUpdate, (message) => this.#decide(message, 'update'), {
      validator: checkDecision,
    });
    setHandler(decideApprovalSignal, async (message) => {
      // A signal has nobody to answer to: a message of the wrong form is dropped, its history event remains.
      if (isWellFormed(message)) await this.#decide(message, 'signal');
    });
    setHandler(resumeSignal, () => void (this.#wakeUps += 1));
    setHandler(cancelRunSignal, () => this.#scope.cancel());
    setHandler(debugStateQuery, () => ({ next: this.#next, steps: this.#steps, wakeUps: this.#wakeUps }));
  }

  async run(): Promise<AgentRunResult> {
    try {
      return await this.#scope.run(() => this.#loop());
    } catch (error) {
      return await CancellationScope.nonCancellable(() => this.#close(closing(error)));
    }
  }

  async #loop(): Promise<AgentRunResult> {
    while (this.#next.do !== 'finish') {
      if (this.#isContinueAsNewDue()) await this.#continueAsNew();
      setCurrentDetails(detailsOf(this.#next));
      this.#next = await this.#perform(this.#next);
      this.#steps += 1;
    }
    return this.#end(this.#next.status);
  }

  #perform(step: Exclude<NextStep, { do: 'finish' }>): Promise<NextStep> {
    switch (step.do) {
      case 'advance':
        return this.#advance(step.summary);
      case 'tools':
        return this.#runTools(step.calls, step.parallel);
      case 'wait':
        return this.#wait(step);
      case 'pause':
        return this.#pause(step);
    }
  }

  #advance(summary: string): Promise<NextStep> {
    const { organizationId, runId, granularity } = this.#input;
    // Taken before the look: a decision that arrives while the activity runs must end the wait that follows.
    this.#wakeUpsSeen = this.#wakeUps;
    const activity = advance[ADVANCE_ACTIVITIES[granularity]];
    return activity.executeWithOptions({ summary }, [{ organizationId, runId, granularity }]);
  }

  async #runTools(calls: readonly ToolCallRef[], parallel: boolean): Promise<NextStep> {
    const { organizationId, runId, granularity } = this.#input;
    const start = ({ turn, callIndex, summary }: ToolCallRef) =>
      tools.runTool.executeWithOptions({ summary }, [
        { organizationId, runId, granularity, turn, callIndex },
      ]);
    if (parallel) await Promise.all(calls.map(start));
    else for (const call of calls) await start(call);
    return { do: 'advance', summary: 'after tools' };
  }

  async #pause({ ms, summary }: Extract<NextStep, { do: 'pause' }>): Promise<NextStep> {
    await sleep(ms);
    return { do: 'advance', summary };
  }

  async #wait(step: Extract<NextStep, { do: 'wait' }>): Promise<NextStep> {
    upsertSearchAttributes([
      { key: statusAttribute, value: 'waiting' },
      { key: waitingAttribute, value: step.for },
    ]);
    const woken = () => this.#wakeUps > this.#wakeUpsSeen;
    if (step.timeoutMs === undefined) await condition(woken);
    else await condition(woken, step.timeoutMs);
    upsertSearchAttributes([
      { key: statusAttribute, value: 'running' },
      { key: waitingAttribute, value: null },
    ]);
    return { do: 'advance', summary: `after waiting for ${step.for}` };
  }

  /** One SQL update decides (DESIGN §2); here it is only carried there and the run woken. */
  async #decide(message: DecideApprovalMessage, via: 'update' | 'signal'): Promise<DecideApprovalResult> {
    const { organizationId, runId } = this.#input;
    const decide = () => records.decideApproval({ ...message, organizationId, runId, via });
    const result = await CancellationScope.nonCancellable(decide);
    this.#wakeUps += 1;
    return result;
  }

  #isContinueAsNewDue(): boolean {
    const due = this.#input.continueAsNewAfter;
    return due === undefined ? workflowInfo().continueAsNewSuggested : this.#steps >= due;
  }

  async #continueAsNew(): Promise<void> {
    // A decision that is being carried to PostgreSQL must arrive; its wake-up is not needed afterwards,
    // because the next execution looks at the journal before it waits.
    await condition(allHandlersFinished);
    const next: NextStep = this.#next.do === 'wait' ? { do: 'advance', summary: 'continued' } : this.#next;
    await makeContinueAsNewFunc<typeof agentRun>()({ ...this.#input, next });
  }

  async #close(how: Pick<CloseRunInput, 'status' | 'code' | 'message'>): Promise<AgentRunResult> {
    const { organizationId, runId } = this.#input;
    const end = await records.closeRun({ organizationId, runId, ...how });
    return this.#end(end.do === 'finish' ? end.status : how.status);
  }

  async #end(status: AgentRunResult['status']): Promise<AgentRunResult> {
    if (!allHandlersFinished()) await CancellationScope.nonCancellable(() => condition(allHandlersFinished));
    upsertSearchAttributes([{ key: statusAttribute, value: status }]);
    setCurrentDetails(`**${status}**`);
    if (!isFinal(status)) throw ApplicationFailure.nonRetryable(`the run ended as ${status}`, 'engine_error');
    return { status };
  }
}

function isWellFormed(message: DecideApprovalMessage): boolean {
  try {
    checkDecision(message);
    return true;
  } catch {
    return false;
  }
}

/** Why the run ends when an activity could not end it: a cancel, or a failure Temporal gave up on. */
function closing(error: unknown): Pick<CloseRunInput, 'status' | 'code' | 'message'> {
  if (isCancellation(error)) return { status: 'cancelled' };
  const cause = error instanceof ActivityFailure ? error.cause : error;
  // Continue-as-new and our own bugs are the engine's to handle, not the run's.
  if (!(error instanceof ActivityFailure)) throw error;
  if (cause instanceof ApplicationFailure) {
    return { status: 'failed', code: cause.type ?? 'engine_error', message: cause.message };
  }
  return {
    status: 'failed',
    code: 'engine_error',
    message: cause instanceof Error ? cause.message : error.message,
  };
}

function detailsOf(next: NextStep): string {
  switch (next.do) {
    case 'advance':
      return `**running** · ${next.summary}`;
    case 'tools':
      return `**running** · ${next.calls.map((call) => call.summary).join(', ')}`;
    case 'wait':
      return `**waiting for ${next.for}** · ${next.summary}`;
    case 'pause':
      return `**running** · waiting for ${next.summary}`;
    case 'finish':
      return `**${next.status}**`;
  }
}

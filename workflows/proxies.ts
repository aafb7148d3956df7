/** Every activity's timeouts and retries, in one place. */
import { ActivityCancellationType, proxyActivities } from '@temporalio/workflow';
import type {
  CloseRunInput,
  DecideApprovalInput,
  DecideApprovalResult,
  NextStep,
  RunToolInput,
  StepInput,
} from '../domain/temporal/agent-run.ts';
import type { CloneAgentInput, MissingClones, OnboardingInput } from '../domain/temporal/onboarding.ts';

export interface AdvanceActivities {
  callModel(input: StepInput): Promise<NextStep>;
  runTurn(input: StepInput): Promise<NextStep>;
  runBurst(input: StepInput): Promise<NextStep>;
}

export interface ToolActivities {
  runTool(input: RunToolInput): Promise<void>;
}

export interface RecordActivities {
  decideApproval(input: DecideApprovalInput): Promise<DecideApprovalResult>;
  closeRun(input: CloseRunInput): Promise<NextStep>;
}

export interface OnboardingActivities {
  findMissingClones(input: OnboardingInput): Promise<MissingClones>;
  cloneSystemAgent(input: CloneAgentInput): Promise<void>;
}

/**
 * Model calls. A cancelled call is not waited for (the person sees the stop at once); the heartbeat tells a
 * dead worker from a slow provider.
 */
export const advance = proxyActivities<AdvanceActivities>({
  startToCloseTimeout: '20m',
  heartbeatTimeout: '10s',
  cancellationType: ActivityCancellationType.TRY_CANCEL,
  // Enough to outlast a database outage; a provider that stays away is given up sooner (activities/failures.ts).
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '30s', maximumAttempts: 100 },
});

/**
 * Tool calls with an effect. Retries are safe because the effect ledger, not the attempt count, decides
 * whether anything is done again; a cancelled call is waited for, so that it is known what happened.
 */
export const tools = proxyActivities<ToolActivities>({
  startToCloseTimeout: '5m',
  heartbeatTimeout: '10s',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '30s', maximumAttempts: 100 },
});

/** Short database work. It is retried for as long as PostgreSQL is away: an end must be recorded. */
export const records = proxyActivities<RecordActivities>({
  startToCloseTimeout: '30s',
  retry: { initialInterval: '500ms', backoffCoefficient: 2, maximumInterval: '20s' },
});

/**
 * Cloning the platform's agents. Retried for as long as it takes: an organization waits for them. Without heartbeats
 * the timeout is also what a killed worker costs.
 */
export const onboardingSteps = proxyActivities<OnboardingActivities>({
  startToCloseTimeout: '10s',
  retry: { initialInterval: '500ms', backoffCoefficient: 2, maximumInterval: '20s' },
});

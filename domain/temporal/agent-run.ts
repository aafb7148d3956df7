/** Names, inputs, results and messages of the agentRun workflow: types and constants only. */
import type { RunStatus, WaitingReason } from '../run/run-status.ts';

export const AGENT_RUN_WORKFLOW = 'agentRun';

/** How much one activity does before the workflow hears of it again. */
export const GRANULARITIES = ['step', 'turn', 'burst'] as const;
export type Granularity = (typeof GRANULARITIES)[number];

/** Ids here are public ids: operators read them in the Temporal UI. */
export interface AgentRunInput {
  readonly organizationId: string;
  readonly runId: string;
  readonly granularity: Granularity;
  /** Model calls in this execution after which it continues as new; by default the server decides. */
  readonly continueAsNewAfter?: number;
  /** Set by continue-as-new: where to go on. */
  readonly next?: NextStep;
}

/** The activities that advance a run through its journal. They differ in how far they go. */
export const ADVANCE_ACTIVITIES = { step: 'callModel', turn: 'runTurn', burst: 'runBurst' } as const;

export interface ToolCallRef {
  readonly turn: number;
  readonly callIndex: number;
  readonly toolName: string;
  /** Short text for the Temporal UI, without any argument's content. */
  readonly summary: string;
}

/** What the workflow does next. Decided by activities, so a change of mind never breaks a replay. */
export type NextStep =
  | { readonly do: 'advance'; readonly summary: string }
  | { readonly do: 'tools'; readonly calls: readonly ToolCallRef[]; readonly parallel: boolean }
  | {
      readonly do: 'wait';
      readonly for: WaitingReason;
      /** How long to wait before looking again (deadline of an approval), in ms. */
      readonly timeoutMs?: number;
      readonly summary: string;
    }
  /** Somebody else's turn: look again later, holding nothing. */
  | { readonly do: 'pause'; readonly ms: number; readonly summary: string }
  | { readonly do: 'finish'; readonly status: RunStatus };

export interface StepInput {
  readonly organizationId: string;
  readonly runId: string;
  readonly granularity: Granularity;
}

export interface RunToolInput extends StepInput {
  readonly turn: number;
  readonly callIndex: number;
}

/** Why the workflow ends the run itself, when an activity could not. */
export interface CloseRunInput {
  readonly organizationId: string;
  readonly runId: string;
  readonly status: 'failed' | 'cancelled';
  readonly code?: string;
  readonly message?: string;
}

export const DECIDE_APPROVAL = 'decideApproval';
export const CANCEL_RUN_SIGNAL = 'cancelRun';
export const RESUME_SIGNAL = 'resume';
export const DEBUG_STATE_QUERY = 'debugState';

/** What an operator sends. `actor` is not trusted: it is recorded as `operator:temporal`. */
export interface DecideApprovalMessage {
  readonly approvalId: string;
  readonly decision: 'approve' | 'reject' | 'edit';
  readonly arguments?: unknown;
  /** Confirms an edit that asks for a reason that the request did not have. */
  readonly argumentsHash?: string;
  readonly reason?: string;
  readonly actor?: string;
}

export interface DecideApprovalResult {
  readonly approvalId: string;
  readonly status: string;
  /** False when somebody else had decided before. */
  readonly applied: boolean;
  readonly detail: string;
}

export interface DecideApprovalInput extends DecideApprovalMessage {
  readonly organizationId: string;
  readonly runId: string;
  readonly via: 'update' | 'signal';
}

export interface AgentRunResult {
  readonly status: RunStatus;
}

export interface DebugState {
  readonly next: NextStep;
  readonly steps: number;
  readonly wakeUps: number;
}

/** Search attributes (Keyword): ids and enums only, they are never encrypted. */
export const SEARCH_ATTRIBUTES = {
  organization: 'StewardOrg',
  agent: 'StewardAgent',
  kind: 'StewardKind',
  trigger: 'StewardTrigger',
  status: 'StewardStatus',
  waiting: 'StewardWaiting',
  scheduleHash: 'StewardScheduleHash',
} as const;

export function agentRunWorkflowId(organizationId: string, runId: string): string {
  return `run:${organizationId}:${runId}`;
}

/** Interactive work first, reflections last (DESIGN §2). */
export function priorityOf(trigger: string): number {
  if (trigger === 'session') return 1;
  if (trigger === 'manual') return 2;
  if (trigger === 'schedule') return 4;
  return 3;
}

/** Kinds whose runs are many and short; the rest advance turn by turn. */
const BURST_KINDS = ['text_reply'];

export function granularityOf(kind: string): Granularity {
  return BURST_KINDS.includes(kind) ? 'burst' : 'turn';
}

/** What one write of the journal may contain. */
import type { ApprovalPolicy } from '../domain/approval/approval-policy.ts';
import type { ApprovalSubject } from '../domain/approval/approval-status.ts';
import type { Provenance } from '../domain/provenance.ts';
import type { RunStatus } from '../domain/run/run-status.ts';
import type { EffectState, ToolEffect, ToolRisk } from '../domain/tools/tool-facts.ts';
import type { Taken } from './budget-sql.ts';
import type { NewLogEntry } from './log-rows.ts';
import type { RunChange } from './run-change.ts';

export type StepStatus =
  | 'valid'
  | 'invalid'
  | 'ready'
  | 'needs_approval'
  | 'started'
  /** A child run was started; its end is the call's. */
  | 'delegated'
  | 'succeeded'
  | 'failed'
  | 'denied'
  | 'skipped'
  | 'rejected'
  | 'unknown';

export interface NewStep {
  readonly turn: number;
  /** -1 for the model call itself. */
  readonly callIndex: number;
  readonly kind: 'model' | 'tool';
  readonly status: StepStatus;
  readonly content: unknown;
  readonly toolName?: string;
  readonly effect?: ToolEffect;
  readonly risk?: ToolRisk;
  readonly argumentsHash?: string;
  readonly result?: unknown;
  /** Who wrote the result. */
  readonly provenance?: Provenance;
  readonly startedAt?: Date;
  readonly finished?: boolean;
}

export interface StepChange {
  readonly turn: number;
  readonly callIndex: number;
  /** The change is made only from one of these. */
  readonly from: readonly StepStatus[];
  readonly status: StepStatus;
  readonly result?: unknown;
  /** Who wrote the result. */
  readonly provenance?: Provenance;
  readonly content?: unknown;
  readonly argumentsHash?: string;
  readonly effectState?: EffectState;
  readonly started?: boolean;
  readonly finished?: boolean;
  readonly nextAttempt?: boolean;
}

export interface NewApproval {
  /** A UUID, so that the timeline can name the request that it is written with. */
  readonly id: string;
  readonly agentVersionId: string;
  readonly turn: number;
  readonly callIndex: number;
  readonly subject: ApprovalSubject;
  readonly attempt: number;
  readonly toolName: string;
  readonly arguments: unknown;
  readonly argumentsHash: string;
  readonly effect: string;
  readonly risk: string;
  readonly reason: string;
  readonly taint: boolean;
  readonly timeoutSeconds: number;
  /** The agent's approval policy, as it is now. */
  readonly policy: ApprovalPolicy;
}

/** Pays for a model call out of its claim on the budgets. */
export interface Payment extends Taken {
  readonly reservationId: string;
}

export interface JournalWrite {
  readonly runId: string;
  /** Stands or falls with the write; the ledgers are locked before the run, as by every claim. */
  readonly payment?: Payment;
  /** Statuses the run must be in; by default those from which `change.status` may be reached, or `running`. */
  readonly from?: readonly RunStatus[];
  /** Record although a cancel was asked for (the end itself, and what had already happened). */
  readonly evenIfCancelled?: boolean;
  readonly change?: RunChange;
  readonly steps?: readonly NewStep[];
  readonly stepChanges?: readonly StepChange[];
  readonly approvals?: readonly NewApproval[];
  readonly prompt?: { readonly hash: string; readonly parts: unknown };
  readonly log?: readonly NewLogEntry[];
}

/**
 * The run's state machine: the only place that says which status may follow which.
 * The store applies it as a conditional update, so a lost race changes nothing.
 */
export const RUN_STATUSES = [
  'queued',
  'running',
  'waiting',
  'completed',
  'failed',
  'cancelled',
  'rejected',
] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];

/** What a waiting run waits for. */
export const WAITING_REASONS = ['approval', 'budget', 'person', 'effect_unknown', 'child'] as const;
export type WaitingReason = (typeof WAITING_REASONS)[number];

export const RUN_TRIGGERS = [
  'manual',
  'api',
  'schedule',
  'webhook',
  'session',
  'event',
  'parent_run',
  'retry',
] as const;
export type RunTrigger = (typeof RUN_TRIGGERS)[number];

const TRANSITIONS: Readonly<Record<RunStatus, readonly RunStatus[]>> = {
  queued: ['running', 'failed', 'cancelled', 'rejected'],
  running: ['waiting', 'completed', 'failed', 'cancelled'],
  waiting: ['running', 'failed', 'cancelled'],
  completed: [],
  failed: [],
  cancelled: [],
  rejected: [],
};

export function canTransition(from: RunStatus, to: RunStatus): boolean {
  return TRANSITIONS[from].includes(to);
}

/** Every status from which `to` may be reached: the WHERE of the conditional update. */
export function sourcesOf(to: RunStatus): readonly RunStatus[] {
  return RUN_STATUSES.filter((from) => canTransition(from, to));
}

export function isFinal(status: RunStatus): boolean {
  return TRANSITIONS[status].length === 0;
}

export const OPEN_STATUSES = RUN_STATUSES.filter((status) => !isFinal(status));

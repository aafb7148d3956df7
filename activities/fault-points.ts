/**
 * Named boundaries of a run at which a fault test breaks off: the worker process kills itself, as a power cut would,
 * or the attempt at an activity ends there and Temporal tries again (worker/faults.ts). Without STEWARD_FAULT a fault
 * point does nothing.
 */
export const FAULT_POINTS = [
  'attempt_begun',
  'before_commit',
  'after_commit',
  'before_model_call',
  'after_model_answered',
  'after_model_recorded',
  'before_effect',
  'before_request',
  'after_response',
  'after_effect',
  'after_effect_recorded',
  'after_agent_cloned',
  'attempt_done',
] as const;
export type FaultPoint = (typeof FAULT_POINTS)[number];

/** Does not come back when the attempt ends here. */
export type ReachFaultPoint = (point: FaultPoint) => Promise<void>;

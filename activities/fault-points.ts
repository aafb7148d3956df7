/**
 * Named boundaries at which a fault test may end the worker process, exactly as a power cut would. Which one, if
 * any, is set by STEWARD_FAULT; without it a fault point does nothing.
 */
export const FAULT_POINTS = [
  'before_model_call',
  'after_model_answered',
  'after_model_recorded',
  'before_effect',
  'after_effect',
  'after_effect_recorded',
  'after_agent_cloned',
] as const;
export type FaultPoint = (typeof FAULT_POINTS)[number];

export type ReachFaultPoint = (point: FaultPoint) => void;

/** SIGKILL, so that nothing gets the chance to clean up. */
export function createFaultPoints(active: string | undefined): ReachFaultPoint {
  return (point) => {
    if (point === active) process.kill(process.pid, 'SIGKILL');
  };
}

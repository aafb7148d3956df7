/**
 * Calls that may have been carried out already. Whoever left an effect of unknown outcome as it is has not allowed the
 * model to ask for the same thing again, under a new key that no receiver could recognise.
 */
import type { PolicyAnswer } from './policy.ts';

/** What identifies a call beyond its place in the run. */
export interface SameCall {
  readonly toolName: string | null;
  readonly argumentsHash: string | null;
}

const MAY_BE_DONE =
  'the same call was made earlier in this run and may have been carried out: nobody knows how it ended';

/** A repetition asks a person, whatever else would allow it. */
export function askBeforeRepeating(
  answer: PolicyAnswer,
  call: SameCall,
  ofUnknownOutcome: readonly SameCall[],
): PolicyAnswer {
  const isRepeat = ofUnknownOutcome.some(
    (earlier) => earlier.toolName === call.toolName && earlier.argumentsHash === call.argumentsHash,
  );
  if (!isRepeat || answer.verdict === 'denied') return answer;
  if (answer.verdict === 'allowed') return { verdict: 'needs_approval', reason: MAY_BE_DONE };
  return { ...answer, reason: `${MAY_BE_DONE}; ${answer.reason}` };
}

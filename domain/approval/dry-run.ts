/** What becomes of a tool call in a dry run: reading goes on, everything else is left out and said so. */
import type { ToolEffect } from '../tools/tool-facts.ts';
import type { PolicyAnswer } from './policy.ts';

/** A call that a real run would have carried out, or put to a person first. */
export interface SkippedCall {
  readonly verdict: 'skipped';
  readonly reason: string;
}

export function inDryRun(answer: PolicyAnswer, effect: ToolEffect): PolicyAnswer | SkippedCall {
  if (answer.verdict === 'denied') return answer;
  if (answer.verdict === 'needs_approval') {
    return {
      verdict: 'skipped',
      reason: `dry run: nothing is done. A real run asks a person first: ${answer.reason}`,
    };
  }
  if (effect === 'pure') return answer;
  return {
    verdict: 'skipped',
    reason: 'dry run: nothing is done. A real run carries this out without asking',
  };
}

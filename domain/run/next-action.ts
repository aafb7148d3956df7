/**
 * What a run does next, read off its journal: the heart of the run loop, and pure.
 *
 * A turn is a model call (call index -1) and the tool calls it asked for. Pure calls run first and together;
 * then all open questions of the turn are put to people at once; then effects run one by one in their order; then the
 * runs that were started for the turn are waited for, all together.
 */
export interface StepView {
  readonly turn: number;
  readonly callIndex: number;
  readonly kind: string;
  readonly status: string;
  readonly toolName: string | null;
  readonly effect: string | null;
  /** A tool call that has a result needs nothing more. */
  readonly hasResult: boolean;
}

export interface CallView {
  readonly turn: number;
  readonly callIndex: number;
  readonly toolName: string;
  readonly effect: string;
}

export type NextAction =
  | { readonly type: 'model'; readonly turn: number; readonly invalidInARow: number }
  | { readonly type: 'pure'; readonly calls: readonly CallView[] }
  | { readonly type: 'effects'; readonly calls: readonly CallView[] }
  | {
      readonly type: 'await';
      readonly turn: number;
      readonly reason: 'approval' | 'effect_unknown' | 'child';
    };

export function nextAction(steps: readonly StepView[], turns: number): NextAction {
  const open = steps.filter((step) => step.turn === turns && step.kind === 'tool' && !step.hasResult);
  const runnable = open.filter((step) => step.status === 'ready' || step.status === 'started');
  const pure = runnable.filter((step) => step.effect === 'pure');
  if (pure.length > 0) return { type: 'pure', calls: pure.map(toCall) };
  if (open.some((step) => step.status === 'needs_approval'))
    return { type: 'await', turn: turns, reason: 'approval' };
  // An effect of unknown outcome is settled before the next effect: what follows may depend on it.
  if (open.some((step) => step.status === 'unknown'))
    return { type: 'await', turn: turns, reason: 'effect_unknown' };
  if (runnable.length > 0) return { type: 'effects', calls: runnable.map(toCall) };
  if (open.some((step) => step.status === 'delegated'))
    return { type: 'await', turn: turns, reason: 'child' };
  return { type: 'model', turn: turns + 1, invalidInARow: invalidInARow(steps) };
}

/** How many of the latest model answers in a row were unusable. */
export function invalidInARow(steps: readonly Pick<StepView, 'kind' | 'status'>[]): number {
  const answers = steps.filter((step) => step.kind === 'model');
  const lastValid = answers.findLastIndex((step) => step.status === 'valid');
  return answers.length - 1 - lastValid;
}

function toCall(step: StepView): CallView {
  const { turn, callIndex, toolName, effect } = step;
  return { turn, callIndex, toolName: toolName ?? '', effect: effect ?? '' };
}

/** Answers that cannot be used are fed back to the model this many times, then the run fails (SPEC 3.5). */
export const MAX_REASKS = 2;

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { nextAction, type StepView } from '../../../domain/run/next-action.ts';

function model(turn: number, status = 'valid'): StepView {
  return { turn, callIndex: -1, kind: 'model', status, toolName: null, effect: null, hasResult: true };
}

function call(callIndex: number, effect: string, status = 'ready', hasResult = false): StepView {
  return {
    turn: 1,
    callIndex,
    kind: 'tool',
    status,
    toolName: `tool_${String(callIndex)}`,
    effect,
    hasResult,
  };
}

const view = (callIndex: number, effect: string) => ({
  turn: 1,
  callIndex,
  toolName: `tool_${String(callIndex)}`,
  effect,
});

describe('the next action of a run', () => {
  it('is the first model call when nothing happened yet', () => {
    assert.deepEqual(nextAction([], 0), { type: 'model', turn: 1, invalidInARow: 0 });
  });

  it('is all reading calls of the turn together, before anything else', () => {
    const steps = [model(1), call(0, 'at_most_once'), call(1, 'pure'), call(2, 'pure', 'started')];
    const expected = { type: 'pure', calls: [view(1, 'pure'), view(2, 'pure')] };
    assert.deepEqual(nextAction(steps, 1), expected);
    assert.deepEqual(nextAction([...steps, call(3, 'pure', 'needs_approval')], 1), expected);
  });

  it('waits for people before the first effect', () => {
    const steps = [model(1), call(0, 'idempotent'), call(1, 'at_most_once', 'needs_approval')];
    assert.deepEqual(nextAction(steps, 1), { type: 'await', turn: 1, reason: 'approval' });
  });

  it('settles an effect of unknown outcome before the next one', () => {
    const steps = [model(1), call(0, 'at_most_once', 'unknown'), call(1, 'at_most_once')];
    assert.deepEqual(nextAction(steps, 1), { type: 'await', turn: 1, reason: 'effect_unknown' });
  });

  it('waits for the runs that were started once nothing else of the turn can be done', () => {
    const delegated = call(0, 'idempotent', 'delegated');
    assert.deepEqual(nextAction([model(1), delegated, call(1, 'at_most_once')], 1), {
      type: 'effects',
      calls: [view(1, 'at_most_once')],
    });
    const done = call(1, 'at_most_once', 'succeeded', true);
    assert.deepEqual(nextAction([model(1), delegated, done], 1), { type: 'await', turn: 1, reason: 'child' });
  });

  it('is the effects in their order once every question is answered', () => {
    const steps = [
      model(1),
      call(0, 'pure', 'succeeded', true),
      call(1, 'at_most_once'),
      call(2, 'idempotent'),
    ];
    const expected = { type: 'effects', calls: [view(1, 'at_most_once'), view(2, 'idempotent')] };
    assert.deepEqual(nextAction(steps, 1), expected);
  });

  it('is the next model call when every call has a result, whatever it was', () => {
    const steps = [model(1), call(0, 'pure', 'failed', true), call(1, 'at_most_once', 'denied', true)];
    assert.deepEqual(nextAction(steps, 1), { type: 'model', turn: 2, invalidInARow: 0 });
  });

  it('counts the unusable answers since the last usable one', () => {
    const steps = [model(1, 'invalid'), model(2), model(3, 'invalid'), model(4, 'invalid')];
    assert.deepEqual(nextAction(steps, 4), { type: 'model', turn: 5, invalidInARow: 2 });
  });

  it('never repeats a call that has a result, and never asks the model while one has none', () => {
    const step = fc.record({
      effect: fc.constantFrom('pure', 'idempotent', 'at_most_once'),
      status: fc.constantFrom('ready', 'started', 'needs_approval', 'unknown', 'succeeded'),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 8 }), (calls) => {
        const steps = calls.map(({ effect, status }, i) => call(i, effect, status, status === 'succeeded'));
        const action = nextAction([model(1), ...steps], 1);
        const open = steps.filter((item) => !item.hasResult);
        assert.equal(action.type === 'model', open.length === 0);
        if (action.type !== 'pure' && action.type !== 'effects') return;
        for (const { callIndex } of action.calls)
          assert.ok(open.some((item) => item.callIndex === callIndex));
        const isPure = action.calls.map((item) => item.effect === 'pure');
        assert.ok(isPure.every((pure) => pure === (action.type === 'pure')));
      }),
    );
  });
});

import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  canTransition,
  isFinal,
  OPEN_STATUSES,
  RUN_STATUSES,
  type RunStatus,
  sourcesOf,
} from '../../../domain/run/run-status.ts';

const status = fc.constantFrom(...RUN_STATUSES);

describe('the state machine of a run', () => {
  it('allows exactly these transitions', () => {
    const allowed = RUN_STATUSES.flatMap((from) =>
      RUN_STATUSES.filter((to) => canTransition(from, to)).map((to) => `${from} → ${to}`),
    );
    assert.deepEqual(allowed, [
      'queued → running',
      'queued → failed',
      'queued → cancelled',
      'queued → rejected',
      'running → waiting',
      'running → completed',
      'running → failed',
      'running → cancelled',
      'waiting → running',
      'waiting → failed',
      'waiting → cancelled',
    ]);
  });

  it('has no way out of a final status, and one out of every other', () => {
    for (const from of RUN_STATUSES) {
      const hasWayOut = RUN_STATUSES.some((to) => canTransition(from, to));
      assert.equal(hasWayOut, !isFinal(from), from);
    }
    assert.deepEqual(RUN_STATUSES.filter(isFinal), ['completed', 'failed', 'cancelled', 'rejected']);
    assert.deepEqual(OPEN_STATUSES, ['queued', 'running', 'waiting']);
  });

  it('stays where it ended, whatever is asked of it afterwards', () => {
    fc.assert(
      fc.property(fc.array(status, { maxLength: 50 }), (wishes) => {
        let now: RunStatus = 'queued';
        let ended: RunStatus | undefined;
        for (const wish of wishes) {
          if (canTransition(now, wish)) now = wish;
          if (ended !== undefined) assert.equal(now, ended);
          if (isFinal(now)) ended = now;
        }
      }),
    );
  });

  it('never goes back to the queue and never stands still', () => {
    assert.deepEqual(sourcesOf('queued'), []);
    for (const each of RUN_STATUSES) assert.equal(canTransition(each, each), false, each);
  });

  it('names as sources of a status those that may be followed by it', () => {
    fc.assert(
      fc.property(status, status, (from, to) => {
        assert.equal(sourcesOf(to).includes(from), canTransition(from, to));
      }),
    );
  });
});

import assert from 'node:assert/strict';
import { askBeforeRepeating } from '../../../domain/approval/repeats.ts';

describe('a call that may have been carried out before', () => {
  const call = { toolName: 'http_request', argumentsHash: 'a' };
  const asks = { verdict: 'needs_approval', reason: 'the agent is supervised' } as const;
  const denied = { verdict: 'denied', reason: 'not on the allowlist' } as const;

  it('asks a person, and says so before whatever else it asks for', () => {
    const repeated = askBeforeRepeating({ verdict: 'allowed' }, call, [call]);
    assert.equal(repeated.verdict, 'needs_approval');
    assert.match(repeated.reason, /may have been carried out/);
    const asked = askBeforeRepeating(asks, call, [call]);
    assert.match(
      asked.verdict === 'allowed' ? '' : asked.reason,
      /may have been carried out.*; the agent is supervised$/,
    );
  });

  it('is denied when it would be denied anyway', () => {
    assert.deepEqual(askBeforeRepeating(denied, call, [call]), denied);
  });

  it('is told by its tool and its arguments together', () => {
    for (const other of [
      { ...call, toolName: 'http_delete' },
      { ...call, argumentsHash: 'b' },
    ])
      assert.deepEqual(askBeforeRepeating({ verdict: 'allowed' }, call, [other]), { verdict: 'allowed' });
  });
});

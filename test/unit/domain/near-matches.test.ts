import assert from 'node:assert/strict';
import { nearMatches } from '../../../domain/near-matches.ts';

const KNOWN = ['get_recent_leads', 'get_handled_calls', 'send_message', 'text_reply'];

describe('near matches', () => {
  it('finds what was mistyped, shortened or written in another case', () => {
    assert.deepEqual(nearMatches('get_recent_lead', KNOWN), ['get_recent_leads']);
    assert.deepEqual(nearMatches('SEND_MESSAGE', KNOWN), ['send_message']);
    assert.deepEqual(nearMatches('leads', KNOWN), ['get_recent_leads']);
    assert.equal(nearMatches('text_replies', KNOWN)[0], 'text_reply');
  });

  it('finds nothing where nothing is near, and never more than three', () => {
    assert.deepEqual(nearMatches('teleport', KNOWN), []);
    assert.equal(nearMatches('item', ['item1', 'item2', 'item3', 'item4']).length, 3);
    assert.deepEqual(nearMatches('x'.repeat(1_000_000), KNOWN), []);
  });
});

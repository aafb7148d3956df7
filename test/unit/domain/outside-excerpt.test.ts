import assert from 'node:assert/strict';
import { outsideExcerpt, quotedAgent } from '../../../domain/approval/outside-excerpt.ts';

describe('An excerpt of text from outside', () => {
  it('has the sentences of a result, each once, and not those that the organization wrote', () => {
    const messages = [
      { id: 'msg_1', direction: 'inbound', contact: { name: 'Max Muster' }, text: 'Can I come later?' },
      { id: 'msg_2', direction: 'outbound', contact: { name: 'Max Muster' }, text: 'Of course you can.' },
    ];
    assert.equal(outsideExcerpt({ messages, total: 2 }), 'Max Muster\nCan I come later?');
    assert.equal(outsideExcerpt({ status: 'ok', count: 3 }), '{"status":"ok","count":3}');
    assert.equal(outsideExcerpt(undefined), '');
  });

  it('finds what another agent put out among the quotes of a prompt', () => {
    const part = 'Only information.\nFrom "Herald":\n> Good news\n> for all\nFrom "Other":\n> Nothing much';
    assert.equal(quotedAgent(part, 'Herald'), 'Good news\nfor all');
    assert.equal(quotedAgent(part, 'Other'), 'Nothing much');
    assert.equal(quotedAgent(part, 'Nobody'), '');
  });
});

import assert from 'node:assert/strict';
import { getMessagesWindow } from '../../../tools/get-messages-window.ts';
import { march, openToolWorkspace, type ToolWorkspace } from '../../support/tool-workspace.ts';

describe('get_messages_window', () => {
  let workspace: ToolWorkspace;

  beforeEach(async () => {
    workspace = await openToolWorkspace();
  });

  afterEach(async () => {
    await workspace.close();
  });

  const message = (at: Date, direction: 'in' | 'out', status: string, subtype = 'whatsapp') => ({
    type: 'message',
    subtype,
    name: 'Message',
    status,
    occurredAt: at,
    properties: { direction, contact: 'Timo Muster', text: `${direction} by ${subtype}` },
  });

  it('counts what was received, sent and not answered, and shows the newest texts', async () => {
    const ids = await workspace.add(
      message(march(14, '08:00'), 'in', 'answered'),
      message(march(14, '08:20'), 'out', 'sent'),
      message(march(15, '07:00'), 'in', 'unanswered', 'email'),
      message(march(2), 'in', 'unanswered'),
    );
    const { period, messages, ...counts } = await workspace.run(getMessagesWindow, { limit: 1 });
    assert.equal(period.from, '2031-03-09');
    assert.deepEqual(counts, { total: 3, received: 2, sent: 1, unanswered: 1 });
    assert.deepEqual(messages, [
      {
        id: ids[2],
        contact: 'Timo Muster',
        channel: 'email',
        direction: 'in',
        text: 'in by email',
        at: '2031-03-15T07:00:00+01:00',
      },
    ]);
  });

  it('looks at one channel when it is asked to', async () => {
    await workspace.add(
      message(march(14), 'in', 'unanswered', 'sms'),
      message(march(14), 'out', 'sent', 'sms'),
      message(march(14), 'in', 'unanswered', 'webchat'),
    );
    const { messages, total, received, sent, unanswered } = await workspace.run(getMessagesWindow, {
      channel: 'sms',
    });
    assert.deepEqual([total, received, sent, unanswered], [2, 1, 1, 1]);
    assert.deepEqual(new Set(messages.map(({ channel }) => channel)), new Set(['sms']));
  });

  it('refuses a channel there is not', () => {
    assert.equal(getMessagesWindow.input.safeParse({ channel: 'fax' }).success, false);
  });

  it('says that its result carries words of outsiders', () => {
    assert.equal(getMessagesWindow.returnsOutsideText, true);
  });
});

import assert from 'node:assert/strict';
import { sendMessage } from '../../../tools/send-message.ts';
import { openToolWorkspace, type ToolWorkspace } from '../../support/tool-workspace.ts';

describe('send_message', () => {
  let workspace: ToolWorkspace;
  const message = { channel: 'simulator', to: '+4915550001', text: 'See you on Saturday at ten.' };

  before(async () => {
    workspace = await openToolWorkspace();
  });

  after(async () => {
    await workspace.close();
  });

  it('hands the message to its context and answers with both ids', async () => {
    assert.deepEqual(await workspace.run(sendMessage, message), {
      messageId: 'msg_1',
      status: 'sent',
      providerMessageId: 'provider-1',
    });
    assert.deepEqual(workspace.sent, [message]);
  });

  it('takes a phone number or an e-mail address, and nothing else, as its recipient', () => {
    const accepts = (to: string) => sendMessage.input.safeParse({ ...message, to }).success;
    for (const to of ['+4915550001', 'nora@example.org']) assert.equal(accepts(to), true, to);
    for (const to of [
      '',
      '015550001',
      '+0123456789',
      'nora',
      'nora@example',
      '+49155500019999999',
      'a b@example.org',
    ])
      assert.equal(accepts(to), false, to);
  });

  it('refuses empty and endless texts, other channels and unknown arguments', () => {
    const refused = [
      { ...message, text: '' },
      { ...message, text: 'x'.repeat(1601) },
      { ...message, channel: 'sms' },
      { ...message, urgent: true },
    ];
    for (const args of refused) assert.equal(sendMessage.input.safeParse(args).success, false);
  });

  it('is never repeated and needs the permission to send', () => {
    assert.deepEqual([sendMessage.effect, sendMessage.risk], ['at_most_once', 'send']);
  });

  it('passes on a failure of the channel', async () => {
    const broken = { ...workspace.context, sendMessage: () => Promise.reject(new Error('line is dead')) };
    await assert.rejects(sendMessage.execute(sendMessage.input.parse(message), broken), /line is dead/);
  });
});

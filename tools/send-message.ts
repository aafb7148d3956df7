/** send_message: writes to one person on a channel. The provider cannot tell a repeat from a new message. */
import { z } from 'zod';
import { defineTool } from './define-tool.ts';

const recipient = z
  .string()
  .regex(
    /^(\+[1-9]\d{6,14}|[^\s@]+@[^\s@]+\.[^\s@]+)$/,
    'must be a phone number like +4915112345678 or an e-mail address',
  );

export const sendMessage = defineTool({
  name: 'send_message',
  description: 'Send one message to one person on a channel.',
  effect: 'at_most_once',
  risk: 'send',
  input: z.strictObject({
    channel: z.enum(['simulator']).describe('The channel to send on.'),
    to: recipient.describe('Phone number in E.164 form or e-mail address.'),
    text: z.string().min(1).max(1600).describe('The message.'),
  }),
  output: z.strictObject({ messageId: z.string(), status: z.literal('sent'), providerMessageId: z.string() }),
  async execute(message, ctx) {
    const sent = await ctx.sendMessage(message);
    return { ...sent, status: 'sent' as const };
  },
});

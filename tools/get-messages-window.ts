/** get_messages_window: the conversation of a period, over all channels or one. */
import { z } from 'zod';
import {
  calendarOf,
  countResult,
  limitArgument,
  periodArgument,
  periodOf,
  periodResult,
  presentPeriod,
  timeResult,
} from './arguments.ts';
import { defineTool, type ObjectRecord } from './define-tool.ts';
import { contactOf, textOf } from './read-objects.ts';

const messageResult = z.strictObject({
  id: z.string(),
  contact: z.string(),
  channel: z.string(),
  direction: z.enum(['in', 'out']),
  text: z.string(),
  at: timeResult,
});

export const getMessagesWindow = defineTool({
  name: 'get_messages_window',
  description:
    'Messages of a period: how many were received, sent and not yet answered, and the newest with their text.',
  effect: 'pure',
  risk: 'read',
  reads: ['message'],
  returnsOutsideText: true,
  input: z.strictObject({
    period: periodArgument,
    channel: z
      .enum(['sms', 'whatsapp', 'email', 'webchat'])
      .optional()
      .describe('Only messages of this channel; all channels when left out.'),
    limit: limitArgument,
  }),
  output: z.strictObject({
    period: periodResult,
    total: countResult,
    received: countResult,
    sent: countResult,
    unanswered: countResult,
    messages: z.array(messageResult),
  }),
  async execute({ period: name, channel, limit }, ctx) {
    const period = periodOf(ctx, name);
    const { isoOf } = calendarOf(ctx);
    const filter = {
      type: 'message',
      from: period.from,
      to: period.to,
      ...(channel && { subtype: channel }),
    };
    const [total, sent, unanswered, messages] = await Promise.all([
      ctx.objects.count(filter),
      ctx.objects.count({ ...filter, properties: { direction: 'out' } }),
      ctx.objects.count({ ...filter, status: ['unanswered'] }),
      ctx.objects.find({ ...filter, limit }),
    ]);
    return {
      period: presentPeriod(period),
      total,
      received: total - sent,
      sent,
      unanswered,
      messages: messages.map((message) => presentMessage(message, isoOf(message.occurredAt))),
    };
  },
});

function presentMessage(message: ObjectRecord, at: string): z.output<typeof messageResult> {
  return {
    id: message.id,
    contact: contactOf(message),
    channel: message.subtype ?? 'unknown',
    direction: message.properties['direction'] === 'out' ? 'out' : 'in',
    text: textOf(message, 'text') ?? '',
    at,
  };
}

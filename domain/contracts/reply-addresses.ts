/** HTTP shapes of `/v1/reply-addresses` and of the simulated channel. */
import { z } from 'zod';
import { idOf, pageOf, timestamp } from './primitives.ts';

/** Channels on which members are asked and reply. */
const REPLY_CHANNELS = ['simulator'] as const;
const channel = z.enum(REPLY_CHANNELS);

/** As messages come from it: compared as it is written here. */
const address = z
  .string()
  .trim()
  .toLowerCase()
  .max(254)
  .regex(
    /^(\+[1-9]\d{6,14}|[^\s@]+@[^\s@]+\.[^\s@]+)$/,
    'must be a phone number like +4915112345678 or an e-mail address',
  )
  .meta({ example: '+4915112345678' });

export const replyAddressView = z
  .strictObject({
    id: idOf('replyAddress'),
    channel,
    address: z.string(),
    provenAt: timestamp
      .nullable()
      .meta({ description: 'Null until the code was given back: no requests are sent there before.' }),
    /** Until when the code that was sent proves it. */
    codeExpiresAt: timestamp.nullable(),
    createdAt: timestamp,
  })
  .meta({ id: 'ReplyAddress' });
export type ReplyAddressView = z.output<typeof replyAddressView>;
export const replyAddressPage = pageOf(replyAddressView).meta({ id: 'ReplyAddressPage' });

export const registerReplyAddressBody = z.strictObject({ channel, address });
export const confirmReplyAddressBody = z.strictObject({
  code: z.string().trim().min(1).max(40).meta({ description: 'As the message to the address says.' }),
});

export const simulatedMessageBody = z.strictObject({
  channel,
  from: address,
  text: z.string().min(1).max(1600),
});

/** The same for every reply, whoever sent it and whatever became of it. */
export const replyTaken = z
  .strictObject({ received: z.literal(true) })
  .meta({ id: 'ReplyTaken', description: 'What became of it is said on the channel.' });

const simulatedMessageView = z
  .strictObject({ id: idOf('message'), to: z.string(), text: z.string(), receivedAt: timestamp })
  .meta({ id: 'SimulatedMessage' });
export const simulatedMessagePage = pageOf(simulatedMessageView).meta({ id: 'SimulatedMessagePage' });

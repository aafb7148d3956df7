/** POST /v1/simulator/messages: what somebody sends on a simulated channel. It stands where a vendor's webhook will. */
import { readReply } from '../../../domain/approval/read-reply.ts';
import { replyTaken, simulatedMessageBody } from '../../../domain/contracts/reply-addresses.ts';
import { AppError } from '../../../domain/errors.ts';
import { defineRoute } from '../../route.ts';
import { takeReply } from '../approvals/take-reply.ts';

export const sendSimulatedMessage = defineRoute({
  method: 'post',
  path: '/v1/simulator/messages',
  summary: 'Send a message as somebody on a simulated channel',
  description:
    'Stands in for the webhook of a channel. A reply such as `YES K7Q2M9XA` or `NO K7Q2M9XA too expensive` from the proven address of ' +
    'a member decides in their name; what became of it is said to them on the channel, and the answer here is the same for every ' +
    'reply, whoever sent it. Other messages are refused: there are no conversations on channels yet.',
  permission: 'simulator:write',
  body: simulatedMessageBody,
  status: 202,
  response: replyTaken,

  async handle({ body: { channel, from, text }, ctx, transact }) {
    const reply = readReply(text);
    if (reply === undefined) throw noConversations();
    await transact((store) => takeReply(store, ctx, { channel, from, reply }));
    return { body: { received: true as const } };
  },
});

function noConversations(): AppError {
  const message = 'must be a reply to a request, such as YES K7Q2M9XA or NO K7Q2M9XA and a reason';
  return new AppError(
    'invalid_request',
    'This is no reply to a request for a decision, and conversations on channels do not exist yet.',
    { errors: [{ pointer: '/text', message }] },
  );
}

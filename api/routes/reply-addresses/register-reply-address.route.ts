/** POST /v1/reply-addresses: where the caller wants to be asked. It counts once the code that is sent there came back. */
import { PROOF_MINUTES } from '../../../domain/approval/reply-code.ts';
import { registerReplyAddressBody, replyAddressView } from '../../../domain/contracts/reply-addresses.ts';
import { AppError } from '../../../domain/errors.ts';
import type { Store } from '../../../store/database.ts';
import type { ReplyAddressRow } from '../../../store/reply-addresses.store.ts';
import type { AppContext } from '../../context.ts';
import { defineRoute } from '../../route.ts';
import { receiverOf } from '../notifications/own-notifications.ts';
import { presentReplyAddress, recordOf, refuseKeys } from './own-addresses.ts';

/** Codes sent in an hour, to one address or for one member: nobody's phone is to be flooded from here. */
const MOST_PROOFS = 5;
const HOUR_MS = 60 * 60_000;

export const registerReplyAddress = defineRoute({
  method: 'post',
  path: '/v1/reply-addresses',
  summary: 'Register your reply address on a channel',
  description:
    `Sends a code there, which proves the address for ${String(PROOF_MINUTES)} minutes. Repeated before that, it sends a new code. ` +
    'A proven address is removed before another takes its place. For people who are logged in.',
  permission: 'approvals:decide',
  body: registerReplyAddressBody,
  status: 201,
  response: replyAddressView,

  async handle({ body, actor, ctx, transact }) {
    refuseKeys(actor);
    const row = await transact(async (store) => {
      const memberId = await receiverOf(store, actor);
      if (memberId === undefined) throw new AppError('not_found', 'You are no member here any more.');
      const made = await register(store, ctx, { ...body, memberId });
      const { subject, facts } = recordOf(made);
      await store.audit.record({
        actor: actor.label,
        action: 'reply_address.registered',
        subject,
        after: facts,
      });
      return made;
    });
    return { body: presentReplyAddress(row) };
  },
});

interface Wanted {
  readonly memberId: string;
  readonly channel: string;
  readonly address: string;
}

async function register(store: Store, { replyCodes }: AppContext, wanted: Wanted): Promise<ReplyAddressRow> {
  const { memberId, channel, address: recipient } = wanted;
  const code = replyCodes.create();
  const expiresAt = new Date(Date.now() + PROOF_MINUTES * 60_000);
  const row = await store.replyAddresses.register({
    ...wanted,
    codeExpiresAt: expiresAt,
    codeHashFor: (id) => replyCodes.hash(id, code),
  });
  if (row === undefined)
    throw new AppError('conflict', `You have a proven address on the channel ${channel}. Remove it first.`);
  // Behind the row's lock, so that requests at the same moment are counted one after the other.
  await refuseFlood(store, { memberId, recipient });
  const { name } = await store.organization.get();
  const text = `Your code for approvals of ${name.replaceAll(/\s+/g, ' ')} is ${code}. Enter it in Steward within ${String(PROOF_MINUTES)} minutes. If you have not asked for it, ignore this message.`;
  await store.memberMessages.enqueue({ kind: 'proof', memberId, channel, recipient, text, expiresAt });
  return row;
}

async function refuseFlood(store: Store, of: { memberId: string; recipient: string }): Promise<void> {
  const sent = await store.memberMessages.proofsSince(new Date(Date.now() - HOUR_MS), of);
  const [first] = sent.slice(-MOST_PROOFS);
  if (first === undefined || sent.length < MOST_PROOFS) return;
  const seconds = Math.max(1, Math.ceil((first.getTime() + HOUR_MS - Date.now()) / 1000));
  throw new AppError(
    'rate_limited',
    `${String(MOST_PROOFS)} codes were sent within an hour. Try again in ${String(Math.ceil(seconds / 60))} minutes.`,
    { headers: { 'Retry-After': String(seconds) } },
  );
}

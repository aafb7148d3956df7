/** POST /v1/reply-addresses/{id}/confirm: the code that was sent to the address, given back by its member. */
import { PROOF_ATTEMPTS } from '../../../domain/approval/reply-code.ts';
import { confirmReplyAddressBody, replyAddressView } from '../../../domain/contracts/reply-addresses.ts';
import { AppError } from '../../../domain/errors.ts';
import type { Store } from '../../../store/database.ts';
import type { ReplyAddressRow } from '../../../store/reply-addresses.store.ts';
import type { Actor } from '../../auth/actor.ts';
import { idParams } from '../../path-id.ts';
import { defineRoute } from '../../route.ts';
import { ownAddress, presentReplyAddress, recordOf, refuseKeys } from './own-addresses.ts';

export const confirmReplyAddress = defineRoute({
  method: 'post',
  path: '/v1/reply-addresses/{id}/confirm',
  summary: 'Prove your reply address',
  description:
    `With the code that was sent there, at most ${String(PROOF_ATTEMPTS)} times. From then on requests that you may decide are sent ` +
    'there, and a reply decides. For people who are logged in.',
  permission: 'approvals:decide',
  params: idParams('replyAddress'),
  body: confirmReplyAddressBody,
  status: 200,
  response: replyAddressView,

  async handle({ params, body, actor, ctx, transact }) {
    // A wrong code is counted, so what it comes to must not undo the transaction.
    const outcome = await transact(async (store) => {
      const row = await ownAddress(store, actor, params.id);
      refuseKeys(actor);
      const isCode = (hash: string) => ctx.replyCodes.matches(row.id, body.code.toUpperCase(), hash);
      return confirm(store, actor, row, isCode);
    });
    if (outcome instanceof AppError) throw outcome;
    return { body: presentReplyAddress(outcome) };
  },
});

async function confirm(
  store: Store,
  actor: Actor,
  row: ReplyAddressRow,
  isCode: (hash: string) => boolean,
): Promise<ReplyAddressRow | AppError> {
  if (row.codeHash === null || row.codeExpiresAt === null)
    return new AppError('conflict', 'This address is proven already.');
  if (row.codeExpiresAt <= new Date() || row.codeAttempts >= PROOF_ATTEMPTS)
    return new AppError('conflict', 'The code is too old or was tried too often. Have a new one sent.');
  if (!isCode(row.codeHash)) {
    await store.replyAddresses.countAttempt(row.id);
    return wrongCode(PROOF_ATTEMPTS - row.codeAttempts - 1);
  }
  if (!(await store.replyAddresses.prove(row)))
    return new AppError('conflict', 'Another member has proven this address. Use one that is yours alone.');
  const { subject, facts } = recordOf(row);
  await store.audit.record({ actor: actor.label, action: 'reply_address.proven', subject, after: facts });
  // Should it not have been them, they see it.
  await store.notifications.notify({
    audience: { memberIds: [row.memberId] },
    kind: 'reply_address.proven',
    title: 'You can decide by reply now',
    body: `Requests that you may decide are sent to ${row.address} (${row.channel}), and a reply from there decides in your name.`,
    link: '/settings/replies',
    dedupeKey: `reply_address:${row.id}`,
  });
  return (await store.replyAddresses.lockOwn(row.memberId, row.id)) ?? row;
}

function wrongCode(left: number): AppError {
  const message =
    left > 0
      ? `is not the code of the last message; ${String(left)} more attempts`
      : 'is not the code of the last message; have a new one sent';
  return new AppError('invalid_request', 'The code is wrong.', { errors: [{ pointer: '/code', message }] });
}

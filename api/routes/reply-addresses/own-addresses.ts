/** Reply addresses as their member sees them. */
import type { ReplyAddressView } from '../../../domain/contracts/reply-addresses.ts';
import { AppError } from '../../../domain/errors.ts';
import { toPublicId } from '../../../domain/ids.ts';
import type { Store } from '../../../store/database.ts';
import type { ReplyAddressRow } from '../../../store/reply-addresses.store.ts';
import type { Actor } from '../../auth/actor.ts';
import { receiverOf } from '../notifications/own-notifications.ts';

export function presentReplyAddress(row: ReplyAddressRow): ReplyAddressView {
  return {
    id: toPublicId('replyAddress', row.id),
    channel: row.channel as ReplyAddressView['channel'],
    address: row.address,
    provenAt: row.provenAt?.toISOString() ?? null,
    codeExpiresAt: row.codeExpiresAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
  };
}

/** What the audit log says of one. */
export function recordOf({ id, channel, address }: ReplyAddressRow) {
  return {
    subject: { kind: 'reply_address', id: toPublicId('replyAddress', id) },
    facts: { channel, address },
  };
}

/** The caller's own, held until the commit; others' are not told from those that were never made. */
export async function ownAddress(store: Store, actor: Actor, id: string): Promise<ReplyAddressRow> {
  const memberId = await receiverOf(store, actor);
  const row = memberId === undefined ? undefined : await store.replyAddresses.lockOwn(memberId, id);
  if (row === undefined) throw new AppError('not_found', 'There is no such reply address of yours.');
  return row;
}

/**
 * A key may be taken away from whoever has it; an address that was proven with it would go on deciding. So only the
 * person says where they reply from, and reads the codes that a simulated phone has received.
 */
export function refuseKeys({ label }: Actor): void {
  if (!label.startsWith('key:')) return;
  throw new AppError(
    'forbidden',
    'This is for people who are logged in: who has a key must not decide in the name of who made it.',
  );
}

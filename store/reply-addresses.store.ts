/** Where members get requests on channels and reply from, and the codes they reply with. */
import { WRONG_REPLIES, WRONG_REPLIES_MINUTES } from '../domain/approval/reply-code.ts';
import type { Scope } from './database.ts';
import type { ReplyAddress, ReplyCode } from './generated/client.ts';
import { newId } from './new-id.ts';

export type ReplyAddressRow = ReplyAddress;

export interface NewReplyAddress {
  readonly memberId: string;
  readonly channel: string;
  readonly address: string;
  readonly codeExpiresAt: Date;
  /** The hash of its code, which is of this address alone. */
  readonly codeHashFor: (addressId: string) => string;
}

export interface NewReplyCode {
  readonly addressId: string;
  readonly approvalId: string;
  readonly codeHash: string;
  readonly argumentsHash: string;
  readonly mayApprove: boolean;
  readonly expiresAt: Date;
}

export class ReplyAddressStore {
  readonly #scope: Scope;

  constructor(scope: Scope) {
    this.#scope = scope;
  }

  async list(memberId: string): Promise<ReplyAddress[]> {
    const { tx, organizationId } = this.#scope;
    return tx.replyAddress.findMany({ where: { organizationId, memberId }, orderBy: { channel: 'asc' } });
  }

  /** The member's own, held until the commit. */
  async lockOwn(memberId: string, id: string): Promise<ReplyAddress | undefined> {
    const { tx, organizationId } = this.#scope;
    await tx.$queryRaw`
      SELECT 1 FROM reply_address WHERE organization_id = ${organizationId}::uuid AND id = ${id}::uuid FOR UPDATE`;
    return (await tx.replyAddress.findFirst({ where: { organizationId, memberId, id } })) ?? undefined;
  }

  /** In place of one that was not proven; undefined when the member has a proven one on the channel. */
  async register(address: NewReplyAddress): Promise<ReplyAddress | undefined> {
    const { tx, organizationId } = this.#scope;
    const { memberId, channel } = address;
    const id = newId();
    const count = await tx.$executeRaw`
      INSERT INTO reply_address AS r (id, organization_id, member_id, channel, address, code_hash, code_expires_at)
      VALUES (${id}::uuid, ${organizationId}::uuid, ${memberId}::uuid, ${channel}, ${address.address},
        ${address.codeHashFor(id)}, ${address.codeExpiresAt})
      ON CONFLICT (organization_id, member_id, channel) DO UPDATE SET id = EXCLUDED.id, address = EXCLUDED.address,
        code_hash = EXCLUDED.code_hash, code_expires_at = EXCLUDED.code_expires_at, code_attempts = 0, created_at = now()
      WHERE r.proven_at IS NULL`;
    return count === 0 ? undefined : this.lockOwn(memberId, id);
  }

  async countAttempt(id: string): Promise<void> {
    const { tx, organizationId } = this.#scope;
    await tx.replyAddress.updateMany({
      where: { organizationId, id },
      data: { codeAttempts: { increment: 1 } },
    });
  }

  /** False when another member has proven the same address. */
  async prove({ id, channel, address }: ReplyAddress): Promise<boolean> {
    const { tx, organizationId } = this.#scope;
    const lock = `reply-address:${organizationId}:${channel}:${address}`;
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${lock}, 0))`;
    if ((await this.#proven(channel, address)) !== undefined) return false;
    await tx.replyAddress.updateMany({
      where: { organizationId, id },
      data: { provenAt: new Date(), codeHash: null, codeExpiresAt: null },
    });
    return true;
  }

  async remove(id: string): Promise<void> {
    const { tx, organizationId } = this.#scope;
    await tx.replyAddress.deleteMany({ where: { organizationId, id } });
  }

  /** Whose address it is, held until the commit: replies from one address are read one after the other. */
  async lockProven(channel: string, address: string): Promise<ReplyAddress | undefined> {
    const found = await this.#proven(channel, address);
    if (found === undefined) return undefined;
    const locked = await this.lockOwn(found.memberId, found.id);
    return locked?.provenAt === null ? undefined : locked;
  }

  /** Counts a reply with a wrong code; answers whether it was the one too many. */
  async countWrongReply(id: string): Promise<boolean> {
    const { tx, organizationId } = this.#scope;
    const minutes = WRONG_REPLIES_MINUTES;
    const rows = await tx.$queryRaw<{ wrongReplies: number }[]>`
      UPDATE reply_address SET
        wrong_replies = CASE WHEN wrong_since > now() - ${minutes} * interval '1 minute' THEN wrong_replies + 1 ELSE 1 END,
        wrong_since = CASE WHEN wrong_since > now() - ${minutes} * interval '1 minute' THEN wrong_since ELSE now() END
      WHERE organization_id = ${organizationId}::uuid AND id = ${id}::uuid
      RETURNING wrong_replies AS "wrongReplies"`;
    return (rows[0]?.wrongReplies ?? 0) >= WRONG_REPLIES;
  }

  async addCode(code: NewReplyCode): Promise<void> {
    const { tx, organizationId } = this.#scope;
    await tx.replyCode.createMany({ data: [{ id: newId(), organizationId, ...code }] });
  }

  async findCode(addressId: string, codeHash: string): Promise<ReplyCode | undefined> {
    const { tx, organizationId } = this.#scope;
    return (await tx.replyCode.findFirst({ where: { organizationId, addressId, codeHash } })) ?? undefined;
  }

  async #proven(channel: string, address: string): Promise<ReplyAddress | undefined> {
    const { tx, organizationId } = this.#scope;
    const where = { organizationId, channel, address, provenAt: { not: null } };
    return (await tx.replyAddress.findFirst({ where })) ?? undefined;
  }
}

/** The sender's side of the messages to members (role steward_system). */
import type { PrismaClient } from '../prisma.ts';

export interface ClaimedMessage {
  readonly id: string;
  readonly organizationId: string;
  readonly channel: string;
  readonly recipient: string;
  readonly text: string;
  readonly attempts: number;
  readonly expiresAt: Date;
}

export interface DueRequest {
  readonly notificationId: string;
  readonly organizationId: string;
}

export class MessageQueue {
  readonly #prisma: PrismaClient;

  constructor(prisma: PrismaClient) {
    this.#prisma = prisma;
  }

  /** Requests whose receivers can be asked on a channel and were not. The same may be found by two workers. */
  async requests(limit: number): Promise<DueRequest[]> {
    return this.#prisma.$queryRaw<DueRequest[]>`
      SELECT DISTINCT n.id AS "notificationId", n.organization_id AS "organizationId", n.created_at
      FROM reply_address r
      JOIN notification n ON n.organization_id = r.organization_id AND n.member_id = r.member_id
      WHERE r.proven_at IS NOT NULL AND n.texted_at IS NULL AND n.read_at IS NULL AND n.approval_id IS NOT NULL
        AND n.created_at > now() - interval '1 day'
      ORDER BY n.created_at, n.id LIMIT ${limit}::int`;
  }

  /** Takes up to `limit` due messages and hides them for `leaseMs`: those of a sender that died become due again. */
  async claim(limit: number, leaseMs: number): Promise<ClaimedMessage[]> {
    return this.#prisma.$queryRaw<ClaimedMessage[]>`
      UPDATE member_message SET available_at = now() + ${leaseMs} * interval '1 millisecond', attempts = attempts + 1
      WHERE id IN (
        SELECT id FROM member_message WHERE sent_at IS NULL AND available_at <= now() AND expires_at > now()
        ORDER BY available_at, id LIMIT ${limit} FOR UPDATE SKIP LOCKED)
      RETURNING id, organization_id AS "organizationId", channel, recipient, text, attempts, expires_at AS "expiresAt"`;
  }

  /** Nothing of its text stays. */
  async markSent(id: string, providerMessageId: string): Promise<void> {
    await this.#prisma.memberMessage.updateMany({
      where: { id, sentAt: null },
      data: { sentAt: new Date(), text: null, providerMessageId, lastError: null },
    });
  }

  async remove(id: string): Promise<void> {
    await this.#prisma.memberMessage.deleteMany({ where: { id } });
  }

  async postpone(id: string, delayMs: number, error: string): Promise<void> {
    await this.#prisma.$executeRaw`
      UPDATE member_message SET available_at = now() + ${delayMs} * interval '1 millisecond', last_error = ${error}
      WHERE id = ${id}::uuid`;
  }

  /** Forgets what cannot be sent any more, and what was sent a week ago. */
  async sweep(): Promise<void> {
    await this.#prisma.$executeRaw`DELETE FROM member_message WHERE sent_at < now() - interval '7 days'`;
    await this.#prisma.$executeRaw`DELETE FROM reply_code WHERE expires_at < now() - interval '7 days'`;
    await this.#prisma.$executeRaw`DELETE FROM member_message WHERE sent_at IS NULL AND expires_at <= now()`;
  }
}

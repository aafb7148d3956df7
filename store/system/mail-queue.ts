/** The mailer's side of the mails that wait to be sent (role steward_system). */
import type { PrismaClient } from '../prisma.ts';

export interface ClaimedMail {
  readonly id: string;
  readonly recipient: string;
  readonly subject: string;
  readonly text: string;
  readonly attempts: number;
}

export class MailQueue {
  readonly #prisma: PrismaClient;

  constructor(prisma: PrismaClient) {
    this.#prisma = prisma;
  }

  /** Takes up to `limit` due mails and hides them for `leaseMs`: those of a mailer that died become due again. */
  async claim(limit: number, leaseMs: number): Promise<ClaimedMail[]> {
    return this.#prisma.$queryRaw<ClaimedMail[]>`
      UPDATE mail SET available_at = now() + ${leaseMs} * interval '1 millisecond', attempts = attempts + 1
      WHERE id IN (
        SELECT id FROM mail WHERE available_at <= now() AND expires_at > now()
        ORDER BY available_at, id LIMIT ${limit} FOR UPDATE SKIP LOCKED)
      RETURNING id, recipient, subject, text, attempts`;
  }

  /** Forgets a mail that was sent or cannot be; nothing of its text stays. */
  async remove(id: string): Promise<void> {
    await this.#prisma.mail.deleteMany({ where: { id } });
  }

  async postpone(id: string, delayMs: number, error: string): Promise<void> {
    await this.#prisma.$executeRaw`
      UPDATE mail SET available_at = now() + ${delayMs} * interval '1 millisecond', last_error = ${error}
      WHERE id = ${id}::uuid`;
  }
}

/** The dispatcher's side of the outbox, over all organizations (role steward_system). */
import { type OutboxOrder, TELL_END } from '../outbox.ts';
import type { PrismaClient } from '../prisma.ts';
import { Prisma } from '../prisma.ts';

export type ClaimedOrder = OutboxOrder & {
  readonly id: bigint;
  readonly organizationId: string;
  readonly attempts: number;
};

interface ClaimedRow {
  id: bigint;
  organization_id: string;
  kind: string;
  payload: unknown;
  attempts: number;
}

export class OutboxQueue {
  readonly #prisma: PrismaClient;

  constructor(prisma: PrismaClient) {
    this.#prisma = prisma;
  }

  /**
   * Takes up to `limit` due orders and hides them for `leaseMs`: nothing is held open while Temporal is called,
   * and the orders of a dispatcher that died become due again by themselves.
   */
  async claim(limit: number, leaseMs: number): Promise<ClaimedOrder[]> {
    const rows = await this.#prisma.$queryRaw<ClaimedRow[]>`
      UPDATE outbox SET available_at = now() + ${leaseMs} * interval '1 millisecond', attempts = attempts + 1
      WHERE id IN (
        SELECT id FROM outbox WHERE done_at IS NULL AND available_at <= now() AND kind <> ${TELL_END}
        ORDER BY available_at, id LIMIT ${limit} FOR UPDATE SKIP LOCKED)
      RETURNING id, organization_id, kind, payload, attempts`;
    return rows
      .sort((a, b) => (a.id < b.id ? -1 : 1))
      .map(
        (row) =>
          ({
            id: row.id,
            organizationId: row.organization_id,
            kind: row.kind,
            payload: row.payload,
            attempts: row.attempts,
          }) as ClaimedOrder,
      );
  }

  /** Runs whose end is still to be told. Each is given once: a figure that is missing is better than one too many. */
  async takeEnds(limit: number) {
    return this.#prisma.$queryRaw<{ readonly organizationId: string; readonly runId: string }[]>`
      UPDATE outbox SET done_at = now(), attempts = attempts + 1
      WHERE id IN (
        SELECT id FROM outbox WHERE done_at IS NULL AND kind = ${TELL_END}
        ORDER BY id LIMIT ${limit} FOR UPDATE SKIP LOCKED)
      RETURNING organization_id AS "organizationId", payload->>'runId' AS "runId"`;
  }

  async markDone(ids: readonly bigint[]): Promise<void> {
    if (ids.length === 0) return;
    await this.#prisma
      .$executeRaw`UPDATE outbox SET done_at = now(), last_error = NULL WHERE id IN (${Prisma.join([...ids])})`;
  }

  async postpone(id: bigint, delayMs: number, error: string): Promise<void> {
    await this.#prisma.$executeRaw`
      UPDATE outbox SET available_at = now() + ${delayMs} * interval '1 millisecond', last_error = ${error.slice(0, 500)}
      WHERE id = ${id}`;
  }

  /** Orders that were carried out are kept for a week, for whoever asks what happened; mails no longer than their links. */
  async sweep(): Promise<void> {
    await this.#prisma.$executeRaw`DELETE FROM outbox WHERE done_at < now() - interval '7 days'`;
    await this.#prisma.$executeRaw`DELETE FROM mail WHERE expires_at <= now()`;
    await this.#prisma.$executeRaw`DELETE FROM stream_chunk WHERE created_at < now() - interval '1 hour'`;
    await this.#prisma.$executeRaw`DELETE FROM idempotency_key WHERE created_at < now() - interval '1 day'`;
  }
}

/** Claims on budgets that nobody will close any more, over all organizations. */
import type { PrismaClient } from '../prisma.ts';

export interface AbandonedReservation {
  readonly id: string;
  readonly organizationId: string;
  readonly runId: string;
}

export class OpenReservations {
  readonly #prisma: PrismaClient;

  constructor(prisma: PrismaClient) {
    this.#prisma = prisma;
  }

  /** Those older than any model call lives, and those whose run has been over for `afterEndMs`. */
  async abandoned(age: { readonly longestCallMs: number; readonly afterEndMs: number }, limit: number) {
    return this.#prisma.$queryRaw<AbandonedReservation[]>`
      SELECT r.id, r.organization_id AS "organizationId", r.run_id AS "runId"
      FROM budget_reservation r JOIN run ON run.id = r.run_id AND run.organization_id = r.organization_id
      WHERE r.status = 'open' AND (
        r.created_at < now() - ${age.longestCallMs} * interval '1 millisecond'
        OR run.finished_at < now() - ${age.afterEndMs} * interval '1 millisecond')
      ORDER BY r.created_at LIMIT ${limit}::int`;
  }

  /**
   * Wakes runs that have waited so long and would have room now. Settlements do that at once; but the run that they
   * woke may have been cancelled before it made use of the room.
   */
  async wakeFitting(waitedMs: number): Promise<void> {
    await this.#prisma.$executeRaw`
      SELECT budget_wake_fitting(o.id, 'sweep:' || extract(epoch FROM now())::bigint, (now() AT TIME ZONE o.time_zone)::date,
        date_trunc('month', now() AT TIME ZONE o.time_zone)::date)
      FROM organization o WHERE EXISTS (SELECT 1 FROM run r
        WHERE r.organization_id = o.id AND r.status = 'waiting' AND r.waiting_for = 'budget'
          AND r.waiting_since < now() - ${waitedMs} * interval '1 millisecond')`;
  }
}

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
}

/** Requests that nobody has decided and whose approvers are to be reminded, over all organizations. */
import type { Nudge } from '../approvals.store.ts';
import type { PrismaClient } from '../prisma.ts';

export interface DueNudge {
  readonly id: string;
  readonly organizationId: string;
  readonly nudge: Nudge;
}

export class DueApprovals {
  readonly #prisma: PrismaClient;

  constructor(prisma: PrismaClient) {
    this.#prisma = prisma;
  }

  /** Longest due first. The same may be found by two workers: each nudge is marked before it is given. */
  async nudges(limit: number): Promise<DueNudge[]> {
    return this.#prisma.$queryRaw<DueNudge[]>`
      SELECT id, organization_id AS "organizationId", nudge FROM (
        (SELECT id, organization_id, 'remind' AS nudge, remind_at AS due_at FROM approval
         WHERE status = 'pending' AND reminded_at IS NULL AND remind_at <= now() AND expires_at > now()
         ORDER BY remind_at LIMIT ${limit}::int)
        UNION ALL
        (SELECT id, organization_id, 'escalate', escalate_at FROM approval
         WHERE status = 'pending' AND escalated_at IS NULL AND escalate_at <= now() AND expires_at > now()
         ORDER BY escalate_at LIMIT ${limit}::int)) AS due
      ORDER BY due_at, id LIMIT ${limit}::int`;
  }
}

/** Onboardings that do not go on, over all organizations. */
import type { PrismaClient } from '../prisma.ts';

export class PendingOnboardings {
  readonly #prisma: PrismaClient;

  constructor(prisma: PrismaClient) {
    this.#prisma = prisma;
  }

  /**
   * Orders the start again of what has been pending for `idleMs` without a sign of life, and of organizations that
   * have people but never got as far as an onboarding. Answers with how many; each is ordered once in `idleMs`.
   */
  async reorderStarts(idleMs: number, limit: number): Promise<number> {
    return this.#prisma.$executeRaw`
      WITH made AS (
        INSERT INTO onboarding (organization_id)
        SELECT o.id FROM organization o
        WHERE o.created_at < now() - ${idleMs} * interval '1 millisecond'
          AND EXISTS (SELECT 1 FROM member m WHERE m.organization_id = o.id)
          AND NOT EXISTS (SELECT 1 FROM onboarding b WHERE b.organization_id = o.id)
        ORDER BY o.created_at LIMIT ${limit}::int
        ON CONFLICT DO NOTHING RETURNING organization_id),
      idle AS (
        UPDATE onboarding SET updated_at = now() WHERE organization_id IN (
          SELECT organization_id FROM onboarding
          WHERE status = 'pending' AND updated_at < now() - ${idleMs} * interval '1 millisecond'
          ORDER BY updated_at LIMIT ${limit}::int)
        RETURNING organization_id)
      INSERT INTO outbox (organization_id, kind, payload, dedupe_key)
      SELECT organization_id, 'start_onboarding', '{}', 'start_onboarding:' || organization_id
      FROM (SELECT organization_id FROM made UNION SELECT organization_id FROM idle) AS due
      ON CONFLICT (dedupe_key) DO UPDATE SET done_at = NULL, available_at = now()
        WHERE outbox.done_at IS NOT NULL`;
  }
}

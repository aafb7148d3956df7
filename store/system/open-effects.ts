/** Effects that were begun and of whose end nothing was recorded, over all organizations. */
import type { PrismaClient } from '../prisma.ts';

/** By UUIDs. */
export interface LeftEffect {
  readonly organizationId: string;
  readonly runId: string;
  readonly turn: number;
  readonly callIndex: number;
  readonly attempt: number;
  readonly toolName: string;
}

export class OpenEffects {
  readonly #prisma: PrismaClient;

  constructor(prisma: PrismaClient) {
    this.#prisma = prisma;
  }

  /** Those of runs that ended longer ago than `afterEndMs`, oldest first. */
  async left(afterEndMs: number, limit: number): Promise<LeftEffect[]> {
    return this.#prisma.$queryRaw<LeftEffect[]>`
      SELECT s.organization_id AS "organizationId", s.run_id AS "runId", s.turn, s.call_index AS "callIndex",
        s.attempt, s.tool_name AS "toolName"
      FROM run_step s JOIN run ON run.organization_id = s.organization_id AND run.id = s.run_id
      WHERE s.status = 'started' AND s.effect <> 'pure'
        AND run.finished_at < now() - ${afterEndMs} * interval '1 millisecond'
      ORDER BY run.finished_at LIMIT ${limit}::int`;
  }
}

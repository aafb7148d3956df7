/** Open runs over all organizations, for the reconciler and the dispatcher. */
import { OPEN_STATUSES } from '../../domain/run/run-status.ts';
import type { PrismaClient } from '../prisma.ts';

export type IdleStatus = 'queued' | 'running' | 'waiting';

export interface OpenRun {
  readonly id: string;
  readonly organizationId: string;
  readonly agentId: string;
  readonly kind: string;
  readonly trigger: string;
  readonly status: string;
}

export class OpenRuns {
  readonly #prisma: PrismaClient;

  constructor(prisma: PrismaClient) {
    this.#prisma = prisma;
  }

  /** Those of the given runs that are open. */
  async among(ids: readonly string[]): Promise<OpenRun[]> {
    return this.#prisma.run.findMany({
      where: { id: { in: [...ids] }, status: { in: [...OPEN_STATUSES] } },
      select: FIELDS,
    });
  }

  /** Runs that are open and have not moved for `idleMs`, longest idle first. */
  async idle(status: IdleStatus, idleMs: number, limit: number): Promise<OpenRun[]> {
    return this.#prisma.run.findMany({
      where: { status, updatedAt: { lt: new Date(Date.now() - idleMs) } },
      orderBy: { updatedAt: 'asc' },
      take: limit,
      select: FIELDS,
    });
  }

  /** Those of the given waiting runs whose wait is over, as far as PostgreSQL knows: decided, expired, cancelled, or a child has ended. */
  async withNews(ids: readonly string[]): Promise<ReadonlySet<string>> {
    const rows = await this.#prisma.$queryRaw<{ id: string }[]>`
      SELECT run.id FROM run WHERE run.id = ANY(${[...ids]}::uuid[]) AND (run.cancel_requested_at IS NOT NULL
        OR EXISTS (SELECT 1 FROM approval a
          JOIN run_step s ON s.run_id = a.run_id AND s.turn = a.turn AND s.call_index = a.call_index
          WHERE a.run_id = run.id AND a.turn = run.turns AND (a.status <> 'pending' OR a.expires_at <= now())
            AND s.result IS NULL
            AND (a.subject = 'tool_call' AND s.status = 'needs_approval'
              OR a.subject = 'effect_unknown' AND s.status = 'unknown' AND s.attempt = a.attempt))
        OR EXISTS (SELECT 1 FROM run_step s
          JOIN run child ON child.organization_id = s.organization_id AND child.parent_run_id = s.run_id
            AND child.parent_turn = s.turn AND child.parent_call_index = s.call_index
          WHERE s.run_id = run.id AND s.turn = run.turns AND s.status = 'delegated'
            AND child.status NOT IN ('queued', 'running', 'waiting')))`;
    return new Set(rows.map((row) => row.id));
  }

  /** Moves runs that were looked at to the back of the queue of idle ones. */
  async touch(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    await this.#prisma.$executeRaw`UPDATE run SET updated_at = now() WHERE id = ANY(${[...ids]}::uuid[])`;
  }

  /** Orders the start of a queued run again; the workflow id makes a second start harmless. */
  async reorderStart({ id, organizationId, agentId, kind, trigger }: OpenRun): Promise<void> {
    const payload = JSON.stringify({ runId: id, agentId, kind, trigger });
    // Inserted, should the order have been swept: done orders are kept for a week only.
    await this.#prisma.$executeRaw`
      INSERT INTO outbox (organization_id, kind, payload, dedupe_key)
      VALUES (${organizationId}::uuid, 'start_run', ${payload}::jsonb, ${`start_run:${id}`})
      ON CONFLICT (dedupe_key) DO UPDATE SET done_at = NULL, available_at = now()`;
  }
}

const FIELDS = {
  id: true,
  organizationId: true,
  agentId: true,
  kind: true,
  trigger: true,
  status: true,
} as const;

/** Open runs over all organizations, for the reconciler and the dispatcher. */
import type { PrismaClient } from '../prisma.ts';

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

  async get(organizationId: string, id: string): Promise<OpenRun | undefined> {
    const row = await this.#prisma.run.findFirst({ where: { id, organizationId }, select: FIELDS });
    return row ?? undefined;
  }

  /** Runs that are open and have not moved for `idleMs`, longest idle first. */
  async idle(status: 'queued' | 'running' | 'waiting', idleMs: number, limit: number): Promise<OpenRun[]> {
    return this.#prisma.run.findMany({
      where: { status, updatedAt: { lt: new Date(Date.now() - idleMs) } },
      orderBy: { updatedAt: 'asc' },
      take: limit,
      select: FIELDS,
    });
  }

  /** Moves runs that were looked at to the back of the queue of idle ones. */
  async touch(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    await this.#prisma.$executeRaw`UPDATE run SET updated_at = now() WHERE id = ANY(${[...ids]}::uuid[])`;
  }

  /** Orders the start of a queued run again; the workflow id makes a second start harmless. */
  async reorderStart(run: OpenRun): Promise<void> {
    await this.#prisma.$executeRaw`
      UPDATE outbox SET done_at = NULL, available_at = now() WHERE dedupe_key = ${`start_run:${run.id}`}`;
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

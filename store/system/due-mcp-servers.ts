/** MCP servers whose tools are to be read, over all organizations. */
import type { PrismaClient } from '../prisma.ts';

export interface DueMcpServer {
  readonly id: string;
  readonly organizationId: string;
  /** Until when nobody else reads it; with this the end of the reading is told. */
  readonly claim: Date;
}

export class DueMcpServers {
  readonly #prisma: PrismaClient;

  constructor(prisma: PrismaClient) {
    this.#prisma = prisma;
  }

  /** Takes up to `limit` and hides them for `leaseMs`: those of a worker that died become due again. */
  async claim(limit: number, leaseMs: number): Promise<DueMcpServer[]> {
    return this.#prisma.$queryRaw<DueMcpServer[]>`
      UPDATE mcp_server SET due_at = now() + ${leaseMs} * interval '1 millisecond'
      WHERE id IN (
        SELECT id FROM mcp_server WHERE due_at <= now() ORDER BY due_at, id LIMIT ${limit} FOR UPDATE SKIP LOCKED)
      RETURNING id, organization_id AS "organizationId", due_at AS claim`;
  }
}

/** What agents have done lately, counted from their runs. A dry run is no work done, but it costs what it costs. */
import type { RunStatus } from '../domain/run/run-status.ts';
import type { Scope } from './database.ts';
import { Prisma } from './prisma.ts';

export interface AgentStats {
  readonly lastRun: { readonly id: string; readonly status: RunStatus; readonly queuedAt: Date } | undefined;
  readonly runs30d: number;
  readonly completed30d: number;
  readonly costMicroUsd30d: number;
}

interface StatsRow {
  agent_id: string;
  last_id: string | null;
  last_status: RunStatus | null;
  last_queued_at: Date | null;
  runs: bigint;
  completed: bigint;
  cost: bigint;
}

export const NO_RUNS: AgentStats = { lastRun: undefined, runs30d: 0, completed30d: 0, costMicroUsd30d: 0 };

/** One statement for all of them. */
export async function agentStats(
  { tx, organizationId }: Scope,
  ids: readonly string[],
): Promise<Map<string, AgentStats>> {
  const rows = await tx.$queryRaw<StatsRow[]>`
      SELECT wanted.id::text AS agent_id, last.id::text AS last_id, last.status AS last_status,
        last.queued_at AS last_queued_at, recent.runs, recent.completed, recent.cost
      FROM unnest(ARRAY[${Prisma.join([...ids])}]::uuid[]) AS wanted(id)
      LEFT JOIN LATERAL (
        SELECT id, status, queued_at FROM run
        WHERE organization_id = ${organizationId}::uuid AND agent_id = wanted.id AND NOT dry_run
        ORDER BY queued_at DESC LIMIT 1) AS last ON true
      CROSS JOIN LATERAL (
        SELECT count(*) FILTER (WHERE NOT dry_run) AS runs,
          count(*) FILTER (WHERE NOT dry_run AND status = 'completed') AS completed,
          coalesce(sum(cost_micro_usd), 0)::bigint AS cost FROM run
        WHERE organization_id = ${organizationId}::uuid AND agent_id = wanted.id
          AND queued_at > now() - interval '30 days') AS recent`;
  return new Map(rows.map((row) => [row.agent_id, toStats(row)]));
}
function toStats(row: StatsRow): AgentStats {
  const { last_id: id, last_status: status, last_queued_at: queuedAt } = row;
  return {
    lastRun: id === null || status === null || queuedAt === null ? undefined : { id, status, queuedAt },
    runs30d: Number(row.runs),
    completed30d: Number(row.completed),
    costMicroUsd30d: Number(row.cost),
  };
}

/** What was spent and how runs went, added up for people. Days are the organization's. */
import type { UsageGroup } from '../domain/contracts/budgets.ts';
import type { Scope } from './database.ts';
import { Prisma } from './prisma.ts';

/** Half-open, `YYYY-MM-DD`. */
export interface DayRange {
  readonly from: string;
  readonly to: string;
}

export interface UsageSums {
  readonly calls: number;
  readonly inputTokens: number;
  readonly cachedTokens: number;
  readonly outputTokens: number;
  readonly costMicroUsd: number;
  readonly estimatedMicroUsd: number;
}

export interface UsageRow extends UsageSums {
  readonly day: string | null;
  readonly agentId: string | null;
  readonly agentName: string | null;
  readonly kind: string | null;
  readonly model: string | null;
}

export interface Spread {
  readonly p50: number | null;
  readonly p95: number | null;
}

interface WaitRow extends Spread {
  /** Null: all of them, or of a model that nobody knows. */
  readonly group: string | null;
  readonly asked: number;
  readonly pending: number;
}

export interface RunCounts {
  readonly runs: number;
  readonly completed: number;
  readonly failed: number;
  readonly cancelled: number;
  readonly rejected: number;
}

const SUMS = Prisma.sql`count(*)::int AS calls, coalesce(sum(u.input_tokens), 0)::float8 AS "inputTokens",
  coalesce(sum(u.cached_tokens), 0)::float8 AS "cachedTokens", coalesce(sum(u.output_tokens), 0)::float8 AS "outputTokens",
  coalesce(sum(u.cost_micro_usd), 0)::float8 AS "costMicroUsd",
  coalesce(sum(u.cost_micro_usd) FILTER (WHERE u.source = 'estimated'), 0)::float8 AS "estimatedMicroUsd"`;

const spreadOf = (value: Prisma.Sql): Prisma.Sql => Prisma.sql`
  round(percentile_cont(0.5) WITHIN GROUP (ORDER BY ${value}))::float8 AS p50,
  round(percentile_cont(0.95) WITHIN GROUP (ORDER BY ${value}))::float8 AS p95`;

/** Null, which percentiles pass over, until a run that began has ended. */
const RUN_MS = Prisma.sql`extract(epoch FROM finished_at - started_at) * 1000 - waited_ms`;
/** Null until somebody has decided, or the deadline has: what ended with its run nobody decided. */
const WAIT_MS = Prisma.sql`CASE WHEN a.status <> 'cancelled' THEN extract(epoch FROM a.decided_at - a.created_at) * 1000 END`;

const NONE: Spread = { p50: null, p95: null };

export class UsageQueries {
  readonly #scope: Scope;

  constructor(scope: Scope) {
    this.#scope = scope;
  }

  /** Sums by the named groups, dearest first within a day; at most `limit` rows. */
  async sums(
    groups: readonly UsageGroup[],
    { from, to }: DayRange,
    agentId: string | undefined,
    limit: number,
  ): Promise<UsageRow[]> {
    const { tx, organizationId } = this.#scope;
    const by = (group: UsageGroup, column: Prisma.Sql): Prisma.Sql =>
      groups.includes(group) ? column : Prisma.sql`NULL`;
    return tx.$queryRaw<UsageRow[]>`
      SELECT ${by('day', Prisma.sql`u.day::text`)} AS day, ${by('agent', Prisma.sql`u.agent_id::text`)} AS "agentId",
        ${by('agent', Prisma.sql`a.name`)} AS "agentName", ${by('kind', Prisma.sql`r.kind`)} AS kind,
        ${by('model', Prisma.sql`u.model`)} AS model, ${SUMS}
      FROM usage u
      JOIN run r ON r.organization_id = u.organization_id AND r.id = u.run_id
      JOIN agent a ON a.organization_id = u.organization_id AND a.id = u.agent_id
      WHERE u.organization_id = ${organizationId}::uuid AND u.day >= ${from}::date AND u.day < ${to}::date
        ${agentId === undefined ? Prisma.empty : Prisma.sql`AND u.agent_id = ${agentId}::uuid`}
      GROUP BY 1, 2, 3, 4, 5 ORDER BY 1 NULLS LAST, "costMicroUsd" DESC, 2, 4, 5 LIMIT ${limit}::int`;
  }

  /** Runs by their end and how long they took, for each day on which any was queued. */
  async runDays(agentId: string, { from, to }: DayRange, timeZone: string) {
    return this.#scope.tx.$queryRaw<(RunCounts & Spread & { readonly day: string })[]>`
      SELECT (queued_at AT TIME ZONE ${timeZone})::date::text AS day, count(*)::int AS runs,
        count(*) FILTER (WHERE status = 'completed')::int AS completed, count(*) FILTER (WHERE status = 'failed')::int AS failed,
        count(*) FILTER (WHERE status = 'cancelled')::int AS cancelled, count(*) FILTER (WHERE status = 'rejected')::int AS rejected,
        ${spreadOf(RUN_MS)}
      FROM run WHERE ${this.#runsOf(agentId, { from, to }, timeZone)} GROUP BY 1 ORDER BY 1`;
  }

  async failures(agentId: string, range: DayRange, timeZone: string) {
    return this.#scope.tx.$queryRaw<{ code: string; runs: number }[]>`
      SELECT coalesce(error_code, 'unknown') AS code, count(*)::int AS runs FROM run
      WHERE ${this.#runsOf(agentId, range, timeZone)} AND status IN ('failed', 'rejected')
      GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 50`;
  }

  /** Of runs that have ended: from start to end without the waiting. */
  async runMs(agentId: string, range: DayRange, timeZone: string): Promise<Spread> {
    const [spread = NONE] = await this.#scope.tx.$queryRaw<Spread[]>`
      SELECT ${spreadOf(RUN_MS)} FROM run WHERE ${this.#runsOf(agentId, range, timeZone)}`;
    return spread;
  }

  async models(agentId: string, { from, to }: DayRange) {
    const { tx, organizationId } = this.#scope;
    return tx.$queryRaw<(UsageSums & Spread & { model: string })[]>`
      SELECT u.model, ${SUMS}, ${spreadOf(Prisma.sql`l.duration_ms`)}
      FROM usage u JOIN log_entry l ON l.organization_id = u.organization_id AND l.id = u.log_entry_id
      WHERE u.organization_id = ${organizationId}::uuid AND u.agent_id = ${agentId}::uuid
        AND u.day >= ${from}::date AND u.day < ${to}::date
      GROUP BY 1 ORDER BY "costMicroUsd" DESC, 1 LIMIT 50`;
  }

  /** Calls that were carried out: neither what was refused or left out nor what a replay took over. */
  async tools(agentId: string, { from, to }: DayRange, timeZone: string) {
    const { tx, organizationId } = this.#scope;
    return tx.$queryRaw<({ toolName: string; calls: number; failed: number } & Spread)[]>`
      SELECT entry->>'toolName' AS "toolName", count(*)::int AS calls,
        count(*) FILTER (WHERE entry->>'status' IN ('failed', 'unknown'))::int AS failed, ${spreadOf(Prisma.sql`duration_ms`)}
      FROM log_entry
      WHERE organization_id = ${organizationId}::uuid AND agent_id = ${agentId}::uuid AND kind = 'tool_call'
        AND entry->>'status' IN ('succeeded', 'failed', 'unknown') AND entry->'replayed' IS NULL
        AND created_at >= ${from}::timestamp AT TIME ZONE ${timeZone} AND created_at < ${to}::timestamp AT TIME ZONE ${timeZone}
      GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 100`;
  }

  /** How long people took to decide; what expired counts with the whole time it was open. */
  async approvals(agentId: string, range: DayRange, timeZone: string) {
    const [row] = await this.#waits(Prisma.sql`NULL`, agentId, range, timeZone);
    const { asked = 0, pending = 0, p50 = null, p95 = null } = row ?? {};
    return { asked, pending, p50, p95 };
  }

  /** The same for each day on which anybody was asked. */
  async approvalDays(agentId: string, range: DayRange, timeZone: string) {
    const day = Prisma.sql`(a.created_at AT TIME ZONE ${timeZone})::date::text`;
    const rows = await this.#waits(day, agentId, range, timeZone);
    return rows.map(({ group, ...row }) => ({ day: group, ...row }));
  }

  /** The same for each tool that asked. */
  approvalTools(agentId: string, range: DayRange, timeZone: string): Promise<WaitRow[]> {
    return this.#waits(Prisma.sql`a.tool_name`, agentId, range, timeZone);
  }

  /** The same for each model, the one whose answer asked. */
  approvalModels(agentId: string, range: DayRange, timeZone: string): Promise<WaitRow[]> {
    const model = Prisma.sql`(
      SELECT l.entry->>'model' FROM log_entry l
      WHERE l.organization_id = a.organization_id AND l.run_id = a.run_id AND l.kind = 'llm_generation'
        AND (l.entry->>'turn')::int = a.turn ORDER BY l.seq DESC LIMIT 1)`;
    return this.#waits(model, agentId, range, timeZone);
  }

  async #waits(
    group: Prisma.Sql,
    agentId: string,
    { from, to }: DayRange,
    timeZone: string,
  ): Promise<WaitRow[]> {
    return this.#scope.tx.$queryRaw<WaitRow[]>`
      SELECT ${group} AS "group", count(*)::int AS asked, count(*) FILTER (WHERE a.status = 'pending')::int AS pending,
        ${spreadOf(WAIT_MS)}
      FROM approval a JOIN run r ON r.organization_id = a.organization_id AND r.id = a.run_id
      WHERE a.organization_id = ${this.#scope.organizationId}::uuid AND a.agent_id = ${agentId}::uuid
        AND a.created_at >= ${from}::timestamp AT TIME ZONE ${timeZone}
        AND a.created_at < ${to}::timestamp AT TIME ZONE ${timeZone}
      GROUP BY 1 ORDER BY 1 NULLS LAST LIMIT 400`;
  }

  #runsOf(agentId: string, { from, to }: DayRange, timeZone: string): Prisma.Sql {
    return Prisma.sql`organization_id = ${this.#scope.organizationId}::uuid AND agent_id = ${agentId}::uuid
      AND queued_at >= ${from}::timestamp AT TIME ZONE ${timeZone} AND queued_at < ${to}::timestamp AT TIME ZONE ${timeZone}`;
  }
}

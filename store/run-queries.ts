/** Runs as lists and details show them: with the names of their agents and the numbers of their versions. */
import type { RunStatus, RunTrigger } from '../domain/run/run-status.ts';
import type { Scope } from './database.ts';
import type { Prompt, Run } from './generated/client.ts';
import { type Page, type PageRequest, toPage } from './page.ts';
import type { StreamChunkRow } from './stream.store.ts';

export interface RunDetail {
  readonly run: Run;
  readonly agentName: string;
  readonly agentVersionNumber: number;
  /** What it and all its descendants have cost. */
  readonly treeCostMicroUsd: number;
  /** Runs that repeat this one, newest first; of each kind at most {@link REPEATS_SHOWN}. */
  readonly retriedBy: readonly string[];
  readonly replayedBy: readonly string[];
}

const REPEATS_SHOWN = 20;

interface Repeat {
  readonly id: string;
  readonly originId: string;
  readonly isReplay: boolean;
}

export interface RunFilter {
  readonly agentId?: string | undefined;
  readonly parentRunId?: string | undefined;
  readonly status?: RunStatus | undefined;
  readonly kind?: string | undefined;
  readonly trigger?: RunTrigger | undefined;
  /** Half-open interval of the time the run was queued. */
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
}

/** What a stream of a run looks at again and again. */
export type RunPulse = Pick<
  Run,
  'status' | 'waitingFor' | 'costMicroUsd' | 'turns' | 'toolCalls' | 'nextSeq'
>;

export type TokenPosition = Omit<StreamChunkRow, 'text'>;

const PULSE = {
  status: true,
  waitingFor: true,
  costMicroUsd: true,
  turns: true,
  toolCalls: true,
  nextSeq: true,
} as const;

export class RunQueries {
  readonly #scope: Scope;

  constructor(scope: Scope) {
    this.#scope = scope;
  }

  async detail(id: string): Promise<RunDetail | undefined> {
    const { tx, organizationId } = this.#scope;
    const run = await tx.run.findFirst({ where: { id, organizationId } });
    if (run === null) return undefined;
    const [detail] = await this.#withNames([run]);
    return detail;
  }

  async list(filter: RunFilter, page: PageRequest): Promise<Page<RunDetail>> {
    const { tx, organizationId } = this.#scope;
    const { agentId, parentRunId, status, kind, trigger, from, to } = filter;
    const { after, limit } = page;
    const rows = await tx.run.findMany({
      where: {
        organizationId,
        ...(agentId === undefined ? {} : { agentId }),
        ...(parentRunId === undefined ? {} : { parentRunId }),
        ...(status === undefined ? {} : { status }),
        ...(kind === undefined ? {} : { kind }),
        ...(trigger === undefined ? {} : { trigger }),
        AND: [
          {
            queuedAt: {
              ...(from === undefined ? {} : { gte: from }),
              ...(to === undefined ? {} : { lt: to }),
            },
          },
          // The first of the two conditions is implied by the second, but only it can bound the index scan.
          ...(after === undefined ? [] : [{ queuedAt: { lte: after.at } }]),
          ...(after === undefined
            ? []
            : [{ OR: [{ queuedAt: { lt: after.at } }, { queuedAt: after.at, id: { lt: after.id } }] }]),
        ],
      },
      orderBy: [{ queuedAt: 'desc' }, { id: 'desc' }],
      take: limit + 1,
    });
    const found = toPage(rows, limit);
    return { rows: await this.#withNames(found.rows), hasMore: found.hasMore };
  }

  async pulse(id: string): Promise<RunPulse | undefined> {
    const { tx, organizationId } = this.#scope;
    return (await tx.run.findFirst({ where: { id, organizationId }, select: PULSE })) ?? undefined;
  }

  /** The effective prompt of a run; undefined until the run has assembled it. */
  async prompt(hash: string): Promise<Prompt | undefined> {
    const { tx, organizationId } = this.#scope;
    return (await tx.prompt.findFirst({ where: { organizationId, hash } })) ?? undefined;
  }

  /** Chunks of the answer being written that come after the given one, in order; at most 500. */
  async tokensAfter(runId: string, last: TokenPosition): Promise<StreamChunkRow[]> {
    const { tx, organizationId } = this.#scope;
    return tx.$queryRaw<StreamChunkRow[]>`
      SELECT turn, attempt, position, text, discarded FROM stream_chunk
      WHERE organization_id = ${organizationId}::uuid AND run_id = ${runId}::uuid
        AND (turn, attempt, position) > (${last.turn}::int, ${last.attempt}::int, ${last.position}::int)
      ORDER BY turn, attempt, position LIMIT 500`;
  }

  async #withNames(runs: readonly Run[]): Promise<RunDetail[]> {
    const { tx, organizationId } = this.#scope;
    if (runs.length === 0) return [];
    const agents = await tx.agent.findMany({
      where: { organizationId, id: { in: [...new Set(runs.map((run) => run.agentId))] } },
      select: { id: true, name: true },
    });
    const versions = await tx.agentVersion.findMany({
      where: { organizationId, id: { in: [...new Set(runs.map((run) => run.agentVersionId))] } },
      select: { id: true, number: true },
    });
    const repeats = await this.#repeatsOf(runs.map((run) => run.id));
    const families = await this.#familyCosts(runs.map((run) => run.id));
    const names = new Map(agents.map((agent) => [agent.id, agent.name]));
    const numbers = new Map(versions.map((version) => [version.id, version.number]));
    return runs.map((run) => ({
      run,
      agentName: names.get(run.agentId) ?? '',
      agentVersionNumber: numbers.get(run.agentVersionId) ?? 0,
      treeCostMicroUsd: Number(run.costMicroUsd) + (families.get(run.id) ?? 0),
      retriedBy: repeats.filter((one) => one.originId === run.id && !one.isReplay).map((one) => one.id),
      replayedBy: repeats.filter((one) => one.originId === run.id && one.isReplay).map((one) => one.id),
    }));
  }

  /** What the descendants of each of the runs have cost; runs without any are not in it. */
  async #familyCosts(ids: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const { tx, organizationId } = this.#scope;
    const rows = await tx.$queryRaw<{ id: string; cost: bigint }[]>`
      WITH RECURSIVE family AS (
        SELECT parent_run_id AS root_id, id, cost_micro_usd FROM run
        WHERE organization_id = ${organizationId}::uuid AND parent_run_id = ANY(${[...ids]}::uuid[])
        UNION ALL
        SELECT family.root_id, run.id, run.cost_micro_usd FROM run JOIN family ON run.parent_run_id = family.id
        WHERE run.organization_id = ${organizationId}::uuid)
      SELECT root_id::text AS id, sum(cost_micro_usd)::bigint AS cost FROM family GROUP BY root_id`;
    return new Map(rows.map((row) => [row.id, Number(row.cost)]));
  }

  /** The newest retries and replays of each of the runs. */
  async #repeatsOf(ids: readonly string[]): Promise<Repeat[]> {
    const { tx, organizationId } = this.#scope;
    return tx.$queryRaw<Repeat[]>`
      SELECT id::text, origin_run_id::text AS "originId", "isReplay" FROM (
        SELECT id, origin_run_id, queued_at, replay_from_turn IS NOT NULL AS "isReplay",
          row_number() OVER (PARTITION BY origin_run_id, replay_from_turn IS NULL ORDER BY queued_at DESC, id DESC) AS place
        FROM run WHERE organization_id = ${organizationId}::uuid AND origin_run_id = ANY(${[...ids]}::uuid[])) AS repeat
      WHERE place <= ${REPEATS_SHOWN} ORDER BY queued_at DESC, id DESC`;
  }
}

/** Agents and their versions. An edit is made against a revision; whoever comes second is told so. */
import type { AgentSpec, AgentStatus } from '../domain/agent/agent-spec.ts';
import type { RunStatus } from '../domain/run/run-status.ts';
import type { Scope } from './database.ts';
import type { Agent, AgentVersion } from './generated/client.ts';
import { newId } from './new-id.ts';
import { type Page, type PageRequest, toPage } from './page.ts';
import { json, Prisma } from './prisma.ts';

export interface AgentStats {
  readonly lastRun: { readonly id: string; readonly status: RunStatus; readonly queuedAt: Date } | undefined;
  readonly runs30d: number;
  readonly costMicroUsd30d: number;
}

export interface AgentDetail {
  readonly agent: Agent;
  readonly version: AgentVersion;
  readonly stats: AgentStats;
}

export interface NewAgent {
  readonly name: string;
  readonly kind: string;
  readonly status: AgentStatus;
  readonly spec: AgentSpec;
  /** Who saved it, as it will be shown. */
  readonly author: string;
  readonly title: string;
}

export interface AgentChange {
  readonly name?: string;
  readonly status?: AgentStatus;
  /** Set when name or spec changed: the snapshot that this save leaves behind. */
  readonly version?: {
    readonly name: string;
    readonly spec: AgentSpec;
    readonly title: string;
    readonly note: string | undefined;
    readonly author: string;
  };
}

export interface AgentFilter {
  readonly kind?: string | undefined;
  readonly status?: AgentStatus | undefined;
  /** Part of the name, in any case. */
  readonly q?: string | undefined;
}

interface StatsRow {
  agent_id: string;
  last_id: string | null;
  last_status: RunStatus | null;
  last_queued_at: Date | null;
  runs: bigint;
  cost: bigint;
}

const NO_RUNS: AgentStats = { lastRun: undefined, runs30d: 0, costMicroUsd30d: 0 };

export class AgentStore {
  readonly #scope: Scope;

  constructor(scope: Scope) {
    this.#scope = scope;
  }

  async create(agent: NewAgent): Promise<AgentDetail> {
    const { tx, organizationId } = this.#scope;
    const [id, versionId] = [newId(), newId()];
    const { name, kind, status, spec, author, title } = agent;
    const row = await tx.agent.create({
      data: { id, organizationId, name, kind, status, currentVersionId: versionId },
    });
    const version = await tx.agentVersion.create({
      data: {
        id: versionId,
        organizationId,
        agentId: id,
        number: 1,
        title,
        author,
        name,
        kind,
        spec: json(spec),
      },
    });
    return { agent: row, version, stats: NO_RUNS };
  }

  async get(id: string): Promise<AgentDetail | undefined> {
    const { tx, organizationId } = this.#scope;
    const agent = await tx.agent.findFirst({ where: { id, organizationId } });
    if (agent === null) return undefined;
    const [detail] = await this.#withDetails([agent]);
    return detail;
  }

  /** The agent and its current version, without counting its runs; what starting a run needs. */
  async getCurrent(id: string): Promise<Pick<AgentDetail, 'agent' | 'version'> | undefined> {
    const { tx, organizationId } = this.#scope;
    const agent = await tx.agent.findFirst({ where: { id, organizationId } });
    if (agent === null) return undefined;
    const version = await tx.agentVersion.findFirst({
      where: { id: agent.currentVersionId, organizationId },
    });
    return version === null ? undefined : { agent, version };
  }

  async list(filter: AgentFilter, { limit, after }: PageRequest): Promise<Page<AgentDetail>> {
    const { tx, organizationId } = this.#scope;
    const { kind, status, q } = filter;
    const rows = await tx.agent.findMany({
      where: {
        organizationId,
        ...(kind === undefined ? {} : { kind }),
        ...(status === undefined ? {} : { status }),
        ...(q === undefined ? {} : { name: { contains: escapeLike(q), mode: 'insensitive' } }),
        ...(after === undefined
          ? {}
          : { OR: [{ createdAt: { lt: after.at } }, { createdAt: after.at, id: { lt: after.id } }] }),
      },
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      take: limit + 1,
    });
    const page = toPage(rows, limit);
    return { rows: await this.#withDetails(page.rows), hasMore: page.hasMore };
  }

  /** Saves against a revision; undefined when the agent is no longer at that revision. */
  async update(id: string, revision: number, change: AgentChange): Promise<AgentDetail | undefined> {
    const { tx, organizationId } = this.#scope;
    const { name, status, version } = change;
    const versionId = newId();
    const { count } = await tx.agent.updateMany({
      where: { id, organizationId, revision },
      data: {
        ...(name === undefined ? {} : { name }),
        ...(status === undefined ? {} : { status }),
        ...(version === undefined ? {} : { currentVersionId: versionId }),
        revision: { increment: 1 },
        updatedAt: new Date(),
      },
    });
    if (count === 0) return undefined;
    if (version !== undefined) await this.#addVersion(id, versionId, version);
    return this.get(id);
  }

  /** The conditional update above holds the agent's row: no two saves can take the same number. */
  async #addVersion(
    agentId: string,
    id: string,
    version: NonNullable<AgentChange['version']>,
  ): Promise<void> {
    const { tx, organizationId } = this.#scope;
    const last = await tx.agentVersion.findFirstOrThrow({
      where: { agentId, organizationId },
      orderBy: { number: 'desc' },
      select: { number: true, kind: true },
    });
    const { name, spec, title, note, author } = version;
    await tx.agentVersion.create({
      data: {
        id,
        organizationId,
        agentId,
        number: last.number + 1,
        title,
        note: note ?? null,
        author,
        name,
        kind: last.kind,
        spec: json(spec),
      },
    });
  }

  async #withDetails(agents: readonly Agent[]): Promise<AgentDetail[]> {
    const { tx, organizationId } = this.#scope;
    if (agents.length === 0) return [];
    const versions = await tx.agentVersion.findMany({
      where: { organizationId, id: { in: agents.map((agent) => agent.currentVersionId) } },
    });
    const byId = new Map(versions.map((version) => [version.id, version]));
    const stats = await this.#stats(agents.map((agent) => agent.id));
    return agents.flatMap((agent) => {
      const version = byId.get(agent.currentVersionId);
      return version === undefined ? [] : [{ agent, version, stats: stats.get(agent.id) ?? NO_RUNS }];
    });
  }

  async #stats(ids: readonly string[]): Promise<Map<string, AgentStats>> {
    const { tx, organizationId } = this.#scope;
    const rows = await tx.$queryRaw<StatsRow[]>`
      SELECT wanted.id::text AS agent_id, last.id::text AS last_id, last.status AS last_status,
        last.queued_at AS last_queued_at, recent.runs, recent.cost
      FROM unnest(ARRAY[${Prisma.join([...ids])}]::uuid[]) AS wanted(id)
      LEFT JOIN LATERAL (
        SELECT id, status, queued_at FROM run
        WHERE organization_id = ${organizationId}::uuid AND agent_id = wanted.id
        ORDER BY queued_at DESC LIMIT 1) AS last ON true
      CROSS JOIN LATERAL (
        SELECT count(*) AS runs, coalesce(sum(cost_micro_usd), 0)::bigint AS cost FROM run
        WHERE organization_id = ${organizationId}::uuid AND agent_id = wanted.id
          AND queued_at > now() - interval '30 days') AS recent`;
    return new Map(rows.map((row) => [row.agent_id, toStats(row)]));
  }
}

function toStats(row: StatsRow): AgentStats {
  const { last_id: id, last_status: status, last_queued_at: queuedAt } = row;
  return {
    lastRun: id === null || status === null || queuedAt === null ? undefined : { id, status, queuedAt },
    runs30d: Number(row.runs),
    costMicroUsd30d: Number(row.cost),
  };
}

/** `%`, `_` and `\` in a search are meant as themselves. */
function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, (char) => `\\${char}`);
}

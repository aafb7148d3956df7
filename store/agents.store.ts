/** Agents and their current versions. An edit is made against a revision; whoever comes second is told so. */
import { type AgentSpec, agentSpecSchema, type AgentStatus } from '../domain/agent/agent-spec.ts';
import { keptGrants } from '../domain/agent/kept-grants.ts';
import { changedParts, isSame, type Snapshot } from '../domain/agent/spec-diff.ts';
import { toPublicId } from '../domain/ids.ts';
import { agentStats, type AgentStats, NO_RUNS } from './agent-stats.ts';
import { linkSkills } from './agent-references.ts';
import { AgentVersionStore } from './agent-versions.store.ts';
import { AuditStore } from './audit.store.ts';
import type { Scope } from './database.ts';
import type { Agent, AgentVersion } from './generated/client.ts';
import { newId } from './new-id.ts';
import { type Page, type PageRequest, toPage } from './page.ts';
import { json } from './prisma.ts';

export interface AgentDetail {
  readonly agent: Agent;
  readonly version: AgentVersion;
  readonly stats: AgentStats;
  /** Number of the version its system agent is at; undefined for an agent that was not cloned. */
  readonly sourceVersion: number | undefined;
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
  /** Who changed it, as records show it. */
  readonly actor: string;
  /** What the audit log calls it, such as `agent.updated`. */
  readonly action: string;
  readonly status?: AgentStatus;
  /** Set when name or spec changed: the snapshot that this save leaves behind. */
  readonly version?: Snapshot & { readonly title: string; readonly note?: string | undefined };
  /** The platform's version that was taken over as it is; any other change makes a clone the organization's own. */
  readonly takenOver?: number;
}

export interface AgentFilter {
  readonly kind?: string | undefined;
  readonly status?: AgentStatus | undefined;
  /** Part of the name, in any case. */
  readonly q?: string | undefined;
}

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
    if (spec.skillIds.length > 0) await linkSkills(this.#scope, id, spec.skillIds);
    await this.#audit(author, 'agent.created', id, { after: { name, kind, status, spec } });
    return { agent: row, version, stats: NO_RUNS, sourceVersion: undefined };
  }

  async get(id: string): Promise<AgentDetail | undefined> {
    const { tx, organizationId } = this.#scope;
    const agent = await tx.agent.findFirst({ where: { id, organizationId } });
    if (agent === null) return undefined;
    const [detail] = await this.#withDetails([agent]);
    return detail;
  }

  /**
   * The agent and its current version, for starting a run. The agent's row is shared-locked until then: no save can
   * remove the version between our reading it and the run being there.
   */
  async getCurrent(id: string): Promise<Pick<AgentDetail, 'agent' | 'version'> | undefined> {
    const { tx, organizationId } = this.#scope;
    await tx.$queryRaw`
      SELECT 1 FROM agent WHERE organization_id = ${organizationId}::uuid AND id = ${id}::uuid FOR SHARE`;
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

  /** Saves over what was read; undefined when somebody else saved in between, and then nothing is saved. */
  async save({ agent, version: last }: AgentDetail, change: AgentChange): Promise<AgentDetail | undefined> {
    const { tx, organizationId } = this.#scope;
    const { id, revision } = agent;
    const { status, version, takenOver } = change;
    const versionId = newId();
    const before = { name: agent.name, spec: agentSpecSchema.parse(last.spec) };
    const after = version ?? before;
    // What the platform offers comes without grants.
    const grantedTools =
      takenOver === undefined ? keptGrants(agent.grantedTools, before.spec, after.spec) : [];
    const { count } = await tx.agent.updateMany({
      where: { id, organizationId, revision },
      data: {
        ...(status === undefined ? {} : { status }),
        ...(version === undefined ? {} : { name: version.name, currentVersionId: versionId }),
        ...(takenOver === undefined ? {} : { systemSourceVersion: takenOver }),
        isSystemDefault: takenOver !== undefined,
        grantedTools,
        revision: { increment: 1 },
        updatedAt: new Date(),
      },
    });
    if (count === 0) return undefined;
    if (version !== undefined) await this.#addVersion(id, versionId, { ...version, author: change.actor });
    if (!isSame(before.spec.skillIds, after.spec.skillIds)) {
      await linkSkills(this.#scope, id, after.spec.skillIds);
    }
    const changed = changedParts(
      { ...before, status: agent.status, grantedTools: agent.grantedTools },
      { name: after.name, spec: after.spec, status: status ?? agent.status, grantedTools },
    );
    await this.#audit(change.actor, change.action, id, changed);
    return this.get(id);
  }

  /** The conditional update before it holds the agent's row: no two saves can take the same number. */
  async #addVersion(
    agentId: string,
    id: string,
    version: NonNullable<AgentChange['version']> & { readonly author: string },
  ): Promise<void> {
    const { tx, organizationId } = this.#scope;
    const last = await tx.agentVersion.findFirstOrThrow({
      where: { agentId, organizationId },
      orderBy: { number: 'desc' },
      select: { number: true, kind: true },
    });
    const { name, spec, title, note = null, author } = version;
    const { number, kind } = last;
    await tx.agentVersion.create({
      data: {
        id,
        organizationId,
        agentId,
        number: number + 1,
        title,
        note,
        author,
        name,
        kind,
        spec: json(spec),
      },
    });
    await new AgentVersionStore(this.#scope).trim(agentId);
  }

  #audit(
    actor: string,
    action: string,
    id: string,
    values: { before?: unknown; after?: unknown },
  ): Promise<void> {
    const subject = { kind: 'agent', id: toPublicId('agent', id) };
    return new AuditStore(this.#scope).record({ actor, action, subject, ...values });
  }

  async #withDetails(agents: readonly Agent[]): Promise<AgentDetail[]> {
    const { tx, organizationId } = this.#scope;
    if (agents.length === 0) return [];
    const versions = await tx.agentVersion.findMany({
      where: { organizationId, id: { in: agents.map((agent) => agent.currentVersionId) } },
    });
    const byId = new Map(versions.map((version) => [version.id, version]));
    const stats = await agentStats(
      this.#scope,
      agents.map((agent) => agent.id),
    );
    const sources = await this.#sourceVersions(agents.flatMap((agent) => agent.systemSourceId ?? []));
    return agents.flatMap((agent) => {
      const version = byId.get(agent.currentVersionId);
      const sourceVersion = sources.get(agent.systemSourceId ?? '');
      if (version === undefined) return [];
      return [{ agent, version, stats: stats.get(agent.id) ?? NO_RUNS, sourceVersion }];
    });
  }

  async #sourceVersions(ids: readonly string[]): Promise<Map<string, number>> {
    if (ids.length === 0) return new Map();
    const rows = await this.#scope.tx.$queryRaw<{ id: string; number: number }[]>`
      SELECT a.id::text, v.number FROM agent a JOIN agent_version v ON v.id = a.current_version_id
      WHERE a.organization_id IS NULL AND v.organization_id IS NULL AND a.id = ANY(${[...ids]}::uuid[])`;
    return new Map(rows.map((row) => [row.id, row.number]));
  }
}

/** `%`, `_` and `\` in a search are meant as themselves. */
function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, (char) => `\\${char}`);
}

/** The platform's agents. Clones are made from them once; nothing here ever reaches a clone. */
import { type AgentSpec, agentSpecSchema, type AgentStatus } from '../../domain/agent/agent-spec.ts';
import { changedParts } from '../../domain/agent/spec-diff.ts';
import { fromPublicId, toPublicId } from '../../domain/ids.ts';
import { VERSIONS_KEPT } from '../agent-versions.store.ts';
import type { AuditRecord, AuditStore } from '../audit.store.ts';
import type { Agent, AgentVersion } from '../generated/client.ts';
import { newId } from '../new-id.ts';
import { type Page, type PageRequest, toPage } from '../page.ts';
import { json, type Tx } from '../prisma.ts';
import { type ScheduleValues, valuesOf } from '../schedules.store.ts';
import { below, OURS } from './platform-rows.ts';

export interface SystemAgent {
  readonly agent: Agent;
  readonly version: AgentVersion;
  readonly schedules: readonly ScheduleValues[];
}

export interface NewSystemAgent {
  readonly name: string;
  readonly kind: string;
  readonly status: AgentStatus;
  readonly spec: AgentSpec;
  readonly author: string;
  readonly title: string;
}

export interface SystemAgentChange {
  /** Who changed it, as records show it. */
  readonly actor: string;
  /** What the audit log calls it, such as `agent.updated`. */
  readonly action: string;
  readonly status?: AgentStatus | undefined;
  /** Set when name or spec changed. */
  readonly version?: NewVersion | undefined;
  /** The whole list, when it changed. */
  readonly schedules?: readonly ScheduleValues[] | undefined;
}

interface NewVersion {
  readonly name: string;
  readonly spec: AgentSpec;
  readonly title: string;
  readonly note?: string | undefined;
}

export class PlatformAgents {
  readonly #tx: Tx;
  readonly #audit: AuditStore;

  constructor(tx: Tx, audit: AuditStore) {
    this.#tx = tx;
    this.#audit = audit;
  }

  async list({ limit, after }: PageRequest): Promise<Page<SystemAgent>> {
    const agents = await this.#tx.agent.findMany({
      where: { ...OURS, ...below(after) },
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      take: limit + 1,
    });
    const page = toPage(agents, limit);
    return { rows: await this.#withVersions(page.rows), hasMore: page.hasMore };
  }

  async get(id: string): Promise<SystemAgent | undefined> {
    const agent = await this.#tx.agent.findFirst({ where: { id, ...OURS } });
    if (agent === null) return undefined;
    const [found] = await this.#withVersions([agent]);
    return found;
  }

  async versions(agentId: string, { limit, after }: PageRequest): Promise<Page<AgentVersion>> {
    const rows = await this.#tx.agentVersion.findMany({
      where: { agentId, ...OURS, ...below(after) },
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      take: limit + 1,
    });
    return toPage(rows, limit);
  }

  /** Those of the given skills that the platform has and that are switched on. */
  async usableSkills(publicIds: readonly string[]): Promise<ReadonlySet<string>> {
    const ids = publicIds.flatMap((id) => fromPublicId('skill', id) ?? []);
    const rows = await this.#tx.skill.findMany({ where: { id: { in: ids }, enabled: true, ...OURS } });
    const known = new Set(rows.map((row) => row.id));
    return new Set(publicIds.filter((id) => known.has(fromPublicId('skill', id) ?? '')));
  }

  async create({ name, kind, status, spec, author, title }: NewSystemAgent): Promise<SystemAgent> {
    const [id, versionId] = [newId(), newId()];
    const agent = await this.#tx.agent.create({
      data: { id, name, kind, status, isSystemAgent: true, currentVersionId: versionId },
    });
    const version = await this.#tx.agentVersion.create({
      data: { id: versionId, agentId: id, number: 1, title, author, name, kind, spec: json(spec) },
    });
    await this.#linkSkills(id, spec.skillIds);
    await this.#record(id, { actor: author, action: 'agent.created', after: { name, kind, status, spec } });
    return { agent, version, schedules: [] };
  }

  /** Saves over what was read; undefined when somebody else saved in between. */
  async save(current: SystemAgent, change: SystemAgentChange): Promise<SystemAgent | undefined> {
    const { id, revision } = current.agent;
    const { status, version } = change;
    const versionId = newId();
    const { count } = await this.#tx.agent.updateMany({
      where: { id, revision, ...OURS },
      data: {
        ...(status === undefined ? {} : { status }),
        ...(version === undefined ? {} : { name: version.name, currentVersionId: versionId }),
        revision: { increment: 1 },
        updatedAt: new Date(),
      },
    });
    if (count === 0) return undefined;
    if (version !== undefined) await this.#addVersion(current, versionId, version, change.actor);
    if (change.schedules !== undefined) await this.#setSchedules(id, change.schedules);
    await this.#recordSaved(current, change);
    return this.get(id);
  }

  async #addVersion(
    { agent: { id: agentId, kind }, version: last }: SystemAgent,
    id: string,
    { name, spec, title, note }: NewVersion,
    author: string,
  ): Promise<void> {
    const number = last.number + 1;
    await this.#tx.agentVersion.create({
      data: { id, agentId, number, title, note: note ?? null, author, name, kind, spec: json(spec) },
    });
    await this.#linkSkills(agentId, spec.skillIds);
    // Runs are never pinned to a version of the platform's, so only the newest are kept.
    await this.#tx.agentVersion.deleteMany({
      where: { agentId, number: { lte: number - VERSIONS_KEPT }, ...OURS },
    });
  }

  async #recordSaved(
    { agent, version: last, schedules: had }: SystemAgent,
    { actor, action, status, version, schedules }: SystemAgentChange,
  ): Promise<void> {
    const before = { name: agent.name, spec: agentSpecSchema.parse(last.spec) };
    const { name, spec } = version ?? before;
    const changed = changedParts(before, { name, spec });
    await this.#record(agent.id, {
      actor,
      action,
      before: {
        ...changed.before,
        ...(status === undefined ? {} : { status: agent.status }),
        ...(schedules === undefined ? {} : { schedules: had }),
      },
      after: {
        ...changed.after,
        ...(status === undefined ? {} : { status }),
        ...(schedules === undefined ? {} : { schedules }),
      },
    });
  }

  #record(id: string, record: Omit<AuditRecord, 'subject'>): Promise<void> {
    return this.#audit.record({ ...record, subject: { kind: 'agent', id: toPublicId('agent', id) } });
  }

  async #linkSkills(agentId: string, publicIds: readonly string[]): Promise<void> {
    const ids = publicIds.flatMap((id) => fromPublicId('skill', id) ?? []);
    await this.#tx.agentSkill.deleteMany({ where: { agentId, ...OURS } });
    await this.#tx.agentSkill.createMany({
      data: ids.map((skillId, i) => ({ agentId, skillId, position: i + 1 })),
    });
  }

  async #setSchedules(agentId: string, schedules: readonly ScheduleValues[]): Promise<void> {
    await this.#tx.schedule.deleteMany({ where: { agentId, ...OURS } });
    await this.#tx.schedule.createMany({
      data: schedules.map((values) => ({ ...values, id: newId(), agentId })),
    });
  }

  async #withVersions(agents: readonly Agent[]): Promise<SystemAgent[]> {
    const versions = await this.#tx.agentVersion.findMany({
      where: { id: { in: agents.map((agent) => agent.currentVersionId) }, ...OURS },
    });
    const byId = new Map(versions.map((version) => [version.id, version]));
    const schedules = await this.#tx.schedule.findMany({
      where: { agentId: { in: agents.map((agent) => agent.id) }, ...OURS },
      orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    });
    return agents.flatMap((agent) => {
      const version = byId.get(agent.currentVersionId);
      const own = schedules.filter(({ agentId }) => agentId === agent.id).map(valuesOf);
      return version === undefined ? [] : [{ agent, version, schedules: own }];
    });
  }
}

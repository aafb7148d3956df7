/** The clones of the platform's agents that a new organization gets, and how far that is. */
import { agentSpecSchema } from '../domain/agent/agent-spec.ts';
import { toPublicId } from '../domain/ids.ts';
import { linkSkills } from './agent-references.ts';
import { AuditStore } from './audit.store.ts';
import type { Scope } from './database.ts';
import type { Agent, Onboarding } from './generated/client.ts';
import { newId } from './new-id.ts';
import { json } from './prisma.ts';
import { ScheduleStore } from './schedules.store.ts';

const ACTOR = 'system:onboarding';
const TITLE = 'From the platform';

export class OnboardingStore {
  readonly #scope: Scope;

  constructor(scope: Scope) {
    this.#scope = scope;
  }

  /** Undefined for organizations that were never onboarded, such as ones older than onboarding. */
  async get(): Promise<Onboarding | undefined> {
    const { tx, organizationId } = this.#scope;
    return (await tx.onboarding.findUnique({ where: { organizationId } })) ?? undefined;
  }

  /** Ids of the active system agents that have no clone here. Without any the onboarding is done, for good. */
  async takeStock(): Promise<string[]> {
    const { tx, organizationId } = this.#scope;
    await tx.onboarding.createMany({ data: [{ organizationId }], skipDuplicates: true });
    const [row] = await tx.$queryRaw<{ status: string }[]>`
      SELECT status FROM onboarding WHERE organization_id = ${organizationId}::uuid FOR UPDATE`;
    if (row?.status === 'done') return [];
    const missing = await this.#missing();
    await this.#count();
    if (missing.length === 0) {
      await tx.onboarding.update({ where: { organizationId }, data: { status: 'done', lastError: null } });
    }
    return missing;
  }

  /** Nothing happens when the clone is there already, or the source is not active any more. */
  async clone(sourceId: string): Promise<void> {
    const { tx, organizationId } = this.#scope;
    const source = await tx.agent.findFirst({
      where: { id: sourceId, organizationId: null, isSystemAgent: true, status: 'active' },
    });
    if (source === null) return;
    const version = await tx.agentVersion.findFirstOrThrow({
      where: { id: source.currentVersionId, organizationId: null },
    });
    const spec = agentSpecSchema.parse(version.spec);
    const [id, versionId] = [newId(), newId()];
    const { count } = await tx.agent.createMany({
      data: [cloneOf(source, { id, organizationId, versionId, number: version.number })],
      skipDuplicates: true,
    });
    if (count === 0) return;
    const { name, kind } = source;
    const first = { number: 1, title: TITLE, author: ACTOR, name, kind, spec: json(spec) };
    await tx.agentVersion.create({ data: { id: versionId, organizationId, agentId: id, ...first } });
    await linkSkills(this.#scope, id, spec.skillIds);
    await new ScheduleStore(this.#scope).takeOver(id, sourceId);
    await this.#count();
    await new AuditStore(this.#scope).record({
      actor: ACTOR,
      action: 'agent.cloned',
      subject: { kind: 'agent', id: toPublicId('agent', id) },
      after: { name, kind, systemSourceId: toPublicId('agent', sourceId), sourceVersion: version.number },
    });
  }

  /** Shown until the onboarding is done. */
  async failed(sourceId: string, reason: string): Promise<void> {
    const { tx, organizationId } = this.#scope;
    const source = await tx.agent.findFirst({ where: { id: sourceId, organizationId: null } });
    const lastError = `"${source?.name ?? sourceId}" is not ready yet: ${reason}. It is tried again.`;
    await tx.onboarding.updateMany({
      where: { organizationId, status: 'pending' },
      data: { lastError, updatedAt: new Date() },
    });
  }

  /** Everything at once, for whoever has the organization to themselves: the seed. */
  async cloneAll(): Promise<void> {
    for (const sourceId of await this.takeStock()) await this.clone(sourceId);
    await this.takeStock();
  }

  async #missing(): Promise<string[]> {
    const { tx, organizationId } = this.#scope;
    const rows = await tx.$queryRaw<{ id: string }[]>`
      SELECT source.id::text FROM agent source
      WHERE source.organization_id IS NULL AND source.is_system_agent AND source.status = 'active'
        AND NOT EXISTS (SELECT 1 FROM agent clone
          WHERE clone.organization_id = ${organizationId}::uuid AND clone.system_source_id = source.id)
      ORDER BY source.created_at, source.id`;
    return rows.map((row) => row.id);
  }

  /** Counted anew each time, so that no number can be off by what was lost or came twice. */
  async #count(): Promise<void> {
    const { tx, organizationId } = this.#scope;
    await tx.$executeRaw`SELECT 1 FROM onboarding WHERE organization_id = ${organizationId}::uuid FOR UPDATE`;
    await tx.$executeRaw`
      UPDATE onboarding SET done = clones.count, total = clones.count + waiting.count, updated_at = now()
      FROM (SELECT count(*)::int FROM agent
            WHERE organization_id = ${organizationId}::uuid AND system_source_id IS NOT NULL) AS clones,
           (SELECT count(*)::int FROM agent source
            WHERE source.organization_id IS NULL AND source.is_system_agent AND source.status = 'active'
              AND NOT EXISTS (SELECT 1 FROM agent clone
                WHERE clone.organization_id = ${organizationId}::uuid AND clone.system_source_id = source.id)) AS waiting
      WHERE onboarding.organization_id = ${organizationId}::uuid`;
  }
}

function cloneOf(
  { id: systemSourceId, name, kind }: Agent,
  own: { id: string; organizationId: string; versionId: string; number: number },
) {
  const { id, organizationId, versionId, number } = own;
  return {
    id,
    organizationId,
    name,
    kind,
    status: 'active',
    isSystemDefault: true,
    systemSourceId,
    systemSourceVersion: number,
    currentVersionId: versionId,
  };
}

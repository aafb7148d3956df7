/** When agents should start by themselves: the rows. Changing one of a clone makes the clone the organization's own. */
import { toPublicId } from '../domain/ids.ts';
import { AuditStore } from './audit.store.ts';
import type { Scope } from './database.ts';
import type { Schedule } from './generated/client.ts';
import { newId } from './new-id.ts';
import { type Page, type PageRequest, toPage } from './page.ts';

export interface ScheduleValues {
  readonly name: string;
  readonly cron: string;
  /** Null: the organization's own. */
  readonly timeZone: string | null;
  readonly enabled: boolean;
}

interface Changed {
  readonly before?: ScheduleValues;
  readonly after?: ScheduleValues;
}

export class ScheduleStore {
  readonly #scope: Scope;

  constructor(scope: Scope) {
    this.#scope = scope;
  }

  async listOf(agentId: string, { limit, after }: PageRequest): Promise<Page<Schedule>> {
    const { tx, organizationId } = this.#scope;
    const rows = await tx.schedule.findMany({
      where: {
        agentId,
        organizationId,
        ...(after === undefined
          ? {}
          : { OR: [{ createdAt: { lt: after.at } }, { createdAt: after.at, id: { lt: after.id } }] }),
      },
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      take: limit + 1,
    });
    return toPage(rows, limit);
  }

  async get(agentId: string, id: string): Promise<Schedule | undefined> {
    const { tx, organizationId } = this.#scope;
    return (await tx.schedule.findFirst({ where: { id, agentId, organizationId } })) ?? undefined;
  }

  async create(agentId: string, values: ScheduleValues, actor: string): Promise<Schedule> {
    const { tx, organizationId } = this.#scope;
    const data = { id: newId(), organizationId, agentId, ...values, updatedAt: new Date() };
    const row = await tx.schedule.create({ data });
    await this.#changed('schedule.created', row, { after: values }, actor);
    return row;
  }

  /** Saves over what was read; undefined when somebody else saved in between. */
  async update(current: Schedule, values: ScheduleValues, actor: string): Promise<Schedule | undefined> {
    const { tx, organizationId } = this.#scope;
    const { id, updatedAt } = current;
    // Two saves within a millisecond must not have the same mark.
    const now = new Date(Math.max(Date.now(), updatedAt.getTime() + 1));
    const { count } = await tx.schedule.updateMany({
      where: { id, organizationId, updatedAt },
      data: { ...values, updatedAt: now },
    });
    if (count === 0) return undefined;
    await this.#changed('schedule.updated', current, { before: valuesOf(current), after: values }, actor);
    return { ...current, ...values, updatedAt: now };
  }

  async remove(current: Schedule, actor: string): Promise<void> {
    const { tx, organizationId } = this.#scope;
    await tx.schedule.deleteMany({ where: { id: current.id, organizationId } });
    await this.#changed('schedule.deleted', current, { before: valuesOf(current) }, actor);
  }

  /** The schedules of a system agent instead of those the agent has. */
  async takeOver(agentId: string, sourceId: string): Promise<void> {
    const { tx, organizationId } = this.#scope;
    const sources = await tx.schedule.findMany({ where: { agentId: sourceId, organizationId: null } });
    await tx.schedule.deleteMany({ where: { agentId, organizationId } });
    await tx.schedule.createMany({
      data: sources.map((source) => ({ ...valuesOf(source), id: newId(), organizationId, agentId })),
    });
  }

  /** The same for an agent that somebody had edited: what goes and what comes is recorded. */
  async resetTo(agentId: string, sourceId: string, actor: string): Promise<void> {
    const { tx, organizationId } = this.#scope;
    const all = () => tx.schedule.findMany({ where: { agentId, organizationId }, orderBy: { id: 'asc' } });
    const before = await all();
    await this.takeOver(agentId, sourceId);
    for (const row of before) await this.#audit('schedule.deleted', row, { before: valuesOf(row) }, actor);
    for (const row of await all())
      await this.#audit('schedule.created', row, { after: valuesOf(row) }, actor);
  }

  async #changed(action: string, schedule: Schedule, values: Changed, actor: string): Promise<void> {
    const { tx, organizationId } = this.#scope;
    await tx.agent.updateMany({
      where: { id: schedule.agentId, organizationId, isSystemDefault: true },
      data: { isSystemDefault: false },
    });
    await this.#audit(action, schedule, values, actor);
  }

  #audit(action: string, { id }: Schedule, values: Changed, actor: string): Promise<void> {
    const subject = { kind: 'schedule', id: toPublicId('schedule', id) };
    return new AuditStore(this.#scope).record({ actor, action, subject, ...values });
  }
}

export function valuesOf({ name, cron, timeZone, enabled }: Schedule): ScheduleValues {
  return { name, cron, timeZone, enabled };
}

/**
 * What agents' tools write to the organization's data. The key of a tool call names the row that it makes, so a call
 * that is repeated after a crash finds its own row and writes nothing.
 */
import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { fromPublicId, requireUuid, toPublicId } from '../domain/ids.ts';
import type {
  FieldChange,
  NewRecord,
  ObjectPatch,
  ObjectRecord,
  ObjectState,
  ObjectUpdate,
  WriteSource,
} from '../domain/tools/objects.ts';
import type { Scope } from './database.ts';
import { toState } from './objects.store.ts';
import { json } from './prisma.ts';

export interface WriteOrigin {
  /** UUID of the run. */
  readonly runId: string;
  readonly tool: string;
  /** The same for every attempt at this call, unique among all calls. */
  readonly key: string;
}

/** What is written about an object and goes when it goes. */
const ABOUT = ['note', 'memory', 'change'];

export class ObjectWriteStore {
  readonly #scope: Scope;

  constructor(scope: Scope) {
    this.#scope = scope;
  }

  async source({ runId, tool }: WriteOrigin): Promise<WriteSource> {
    const { tx, organizationId } = this.#scope;
    const run = await tx.run.findFirstOrThrow({
      where: { organizationId, id: runId },
      select: { agentId: true },
    });
    return { runId: toPublicId('run', runId), agentId: toPublicId('agent', run.agentId), tool };
  }

  async create(origin: WriteOrigin, record: NewRecord): Promise<ObjectRecord> {
    const { tx, organizationId } = this.#scope;
    const { linkTo, subtype, status, properties, ...facts } = record;
    const id = this.#idOf(origin);
    const source = await this.source(origin);
    await tx.object.createMany({
      data: {
        ...facts,
        id,
        organizationId,
        subtype: subtype ?? null,
        status: status ?? null,
        properties: json({ ...properties, source }),
      },
      skipDuplicates: true,
    });
    if (linkTo !== undefined) await this.#link(id, linkTo.relation, requireUuid('object', linkTo.id));
    return toState(await tx.object.findFirstOrThrow({ where: { organizationId, id } }));
  }

  async update(
    origin: WriteOrigin,
    id: string,
    plan: (current: ObjectState) => ObjectPatch,
  ): Promise<ObjectUpdate | undefined> {
    const uuid = fromPublicId('object', id);
    const current = uuid === undefined ? undefined : await this.#lock(uuid);
    if (uuid === undefined || current === undefined) return undefined;
    const earlier = await this.#changesOf(origin);
    if (earlier !== undefined) return { object: current, changes: earlier };
    const patch = plan(current);
    const changes = changesBetween(current, patch);
    if (changes.length === 0) return { object: current, changes };
    const object = await this.#apply(uuid, current, patch, changes, await this.source(origin));
    await this.#keepChange(origin, uuid, changes);
    return { object, changes };
  }

  async remove(id: string, types: readonly string[]): Promise<boolean> {
    const { tx, organizationId } = this.#scope;
    const uuid = fromPublicId('object', id);
    if (uuid === undefined) return false;
    await tx.$executeRaw`
      DELETE FROM object WHERE organization_id = ${organizationId}::uuid AND type = ANY(${ABOUT}::text[])
        AND id IN (SELECT l.from_id FROM object_link l
                   JOIN object o ON o.organization_id = l.organization_id AND o.id = l.to_id
                   WHERE l.organization_id = ${organizationId}::uuid AND l.relation = 'about'
                     AND o.id = ${uuid}::uuid AND o.type = ANY(${[...types]}::text[]))`;
    const { count } = await tx.object.deleteMany({
      where: { organizationId, id: uuid, type: { in: [...types] } },
    });
    return count > 0;
  }

  async #lock(uuid: string): Promise<ObjectState | undefined> {
    const { tx, organizationId } = this.#scope;
    await tx.$queryRaw`
      SELECT 1 FROM object WHERE organization_id = ${organizationId}::uuid AND id = ${uuid}::uuid FOR UPDATE`;
    const row = await tx.object.findFirst({ where: { organizationId, id: uuid } });
    return row === null ? undefined : toState(row);
  }

  /** What an earlier attempt at this call changed; undefined when this is the first. */
  async #changesOf(origin: WriteOrigin): Promise<FieldChange[] | undefined> {
    const { tx, organizationId } = this.#scope;
    const row = await tx.object.findFirst({ where: { organizationId, id: this.#idOf(origin) } });
    return row === null ? undefined : (row.properties as unknown as { changes: FieldChange[] }).changes;
  }

  async #apply(
    uuid: string,
    current: ObjectState,
    patch: ObjectPatch,
    changes: readonly FieldChange[],
    source: WriteSource,
  ): Promise<ObjectState> {
    const { tx } = this.#scope;
    const merged = Object.entries({ ...current.properties, ...patch.properties });
    const at = new Date();
    const sources = Object.fromEntries(
      changes.map(({ field, before }) => [field, { ...source, at: at.toISOString(), before }]),
    );
    const known = current.properties['sources'] as Record<string, unknown> | undefined;
    const row = await tx.object.update({
      where: { id: uuid },
      data: {
        ...(patch.name === undefined ? {} : { name: patch.name }),
        ...(patch.status === undefined ? {} : { status: patch.status }),
        properties: json({
          ...Object.fromEntries(merged.filter(([, value]) => value !== null)),
          sources: { ...known, ...sources },
        }),
        // Moves on even when the clock does not.
        updatedAt: new Date(Math.max(at.getTime(), Date.parse(current.revision) + 1)),
      },
    });
    return toState(row);
  }

  async #keepChange(origin: WriteOrigin, about: string, changes: readonly FieldChange[]): Promise<void> {
    const fields = changes.map(({ field }) => field).join(', ');
    await this.create(origin, {
      type: 'change',
      name: `Changed: ${fields}`.slice(0, 200),
      properties: { changes },
      occurredAt: new Date(),
      linkTo: { relation: 'about', id: toPublicId('object', about) },
    });
  }

  async #link(fromId: string, relation: string, toId: string): Promise<void> {
    const { tx, organizationId } = this.#scope;
    await tx.objectLink.createMany({
      data: { organizationId, fromId, relation, toId },
      skipDuplicates: true,
    });
  }

  #idOf({ key }: WriteOrigin): string {
    return uuidOf(`${this.#scope.organizationId}:${key}`);
  }
}

/** A UUID that follows from a text alone (version 8: made by a rule of our own). */
function uuidOf(text: string): string {
  const bytes = createHash('sha256').update(text).digest().subarray(0, 16);
  bytes[6] = 0x80 | ((bytes[6] ?? 0) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

function changesBetween(current: ObjectState, patch: ObjectPatch): FieldChange[] {
  const fields: FieldChange[] = [];
  if (patch.name !== undefined) fields.push({ field: 'name', before: current.name, after: patch.name });
  if (patch.status !== undefined)
    fields.push({ field: 'status', before: current.status, after: patch.status });
  for (const [field, after] of Object.entries(patch.properties ?? {})) {
    fields.push({ field, before: current.properties[field] ?? null, after });
  }
  return fields.filter(({ before, after }) => !isDeepStrictEqual(before, after));
}

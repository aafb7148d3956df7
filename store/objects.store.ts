/** The organization's own data (contacts, calls, tasks …), as tools read it and as it is brought in. */
import { fromPublicId, requireUuid, toPublicId } from '../domain/ids.ts';
import type {
  ObjectFilter,
  ObjectMention,
  ObjectQuery,
  ObjectReader,
  ObjectRecord,
  ObjectState,
  RelatedObject,
} from '../domain/tools/objects.ts';
import type { Scope } from './database.ts';
import { newId } from './new-id.ts';
import { json, Prisma } from './prisma.ts';
import type { Object as StoredObject } from './generated/client.ts';

export interface NewObject {
  /** UUID; made here when it is left out. */
  readonly id?: string;
  readonly type: string;
  readonly subtype?: string | null;
  readonly name: string;
  readonly status?: string | null;
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly occurredAt: Date;
}

type ObjectRow = Omit<ObjectRecord, 'occurredAt'> & { readonly occurred_at: Date };

interface MentionRow {
  readonly created_at: Date;
  readonly run_id: string;
  readonly agent_id: string;
  readonly tool: string;
  readonly status: string;
}

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 500;

export class ObjectStore implements ObjectReader {
  readonly #scope: Scope;

  constructor(scope: Scope) {
    this.#scope = scope;
  }

  async find(query: ObjectQuery): Promise<ObjectRecord[]> {
    const limit = Math.min(query.limit ?? DEFAULT_LIMIT, MAX_LIMIT);
    const oldestFirst = query.order === 'oldest';
    const order = oldestFirst ? Prisma.sql`occurred_at ASC, id ASC` : Prisma.sql`occurred_at DESC, id DESC`;
    const conditions = [this.#where(query)];
    if (query.after !== undefined) {
      const last = Prisma.sql`(${query.after.occurredAt.toISOString()}::timestamptz, ${requireUuid('object', query.after.id)}::uuid)`;
      conditions.push(
        oldestFirst ? Prisma.sql`(occurred_at, id) > ${last}` : Prisma.sql`(occurred_at, id) < ${last}`,
      );
    }
    const rows = await this.#scope.tx.$queryRaw<ObjectRow[]>`
      SELECT id, type, subtype, name, status, properties, occurred_at FROM object
      WHERE ${Prisma.join(conditions, ' AND ')} ORDER BY ${order} LIMIT ${limit}::int`;
    return rows.map(toRecord);
  }

  async get(id: string): Promise<ObjectState | undefined> {
    const { tx, organizationId } = this.#scope;
    const uuid = fromPublicId('object', id);
    if (uuid === undefined) return undefined;
    const row = await tx.object.findFirst({ where: { organizationId, id: uuid } });
    return row === null ? undefined : toState(row);
  }

  async related(
    id: string,
    { types, limit }: { types?: readonly string[]; limit: number },
  ): Promise<RelatedObject[]> {
    const { tx, organizationId } = this.#scope;
    const uuid = fromPublicId('object', id);
    if (uuid === undefined) return [];
    const wanted = types === undefined ? Prisma.empty : Prisma.sql`AND o.type = ANY(${[...types]}::text[])`;
    const rows = await tx.$queryRaw<(ObjectRow & { relation: string; direction: 'from' | 'to' })[]>`
      SELECT l.relation, l.direction, o.id, o.type, o.subtype, o.name, o.status, o.properties, o.occurred_at
      FROM (SELECT relation, 'from' AS direction, from_id AS other FROM object_link
            WHERE organization_id = ${organizationId}::uuid AND to_id = ${uuid}::uuid
            UNION ALL
            SELECT relation, 'to', to_id FROM object_link
            WHERE organization_id = ${organizationId}::uuid AND from_id = ${uuid}::uuid) AS l
      JOIN object o ON o.organization_id = ${organizationId}::uuid AND o.id = l.other
      WHERE true ${wanted} ORDER BY o.occurred_at DESC, o.id DESC LIMIT ${Math.min(limit, MAX_LIMIT)}::int`;
    return rows.map(({ relation, direction, ...row }) => ({ relation, direction, object: toRecord(row) }));
  }

  async mentions(id: string, limit: number): Promise<ObjectMention[]> {
    if (fromPublicId('object', id) === undefined) return [];
    const { tx, organizationId } = this.#scope;
    const rows = await tx.$queryRaw<MentionRow[]>`
      SELECT created_at, run_id, agent_id, entry->>'toolName' AS tool, entry->>'status' AS status
      FROM log_entry
      WHERE organization_id = ${organizationId}::uuid AND kind = 'tool_call' AND position(${id}::text IN entry::text) > 0
      ORDER BY created_at DESC, seq DESC LIMIT ${Math.min(limit, MAX_LIMIT)}::int`;
    return rows.map((row) => ({
      at: row.created_at,
      runId: toPublicId('run', row.run_id),
      agentId: toPublicId('agent', row.agent_id),
      tool: row.tool,
      status: row.status,
    }));
  }

  async count(filter: ObjectFilter): Promise<number> {
    const [row] = await this.#scope.tx.$queryRaw<{ count: number }[]>`
      SELECT count(*)::int AS count FROM object WHERE ${this.#where(filter)}`;
    return row?.count ?? 0;
  }

  /** What is not a JSON number counts as nothing: one odd row must not make the sum impossible. */
  async sum(filter: ObjectFilter, property: string): Promise<number> {
    const [row] = await this.#scope.tx.$queryRaw<{ sum: number }[]>`
      SELECT coalesce(sum(CASE WHEN jsonb_typeof(properties->${property}::text) = 'number'
                               THEN (properties->>${property}::text)::numeric END), 0)::float8 AS sum
      FROM object WHERE ${this.#where(filter)}`;
    return row?.sum ?? 0;
  }

  async countBy(filter: ObjectFilter, field: string): Promise<{ value: string | null; count: number }[]> {
    return this.#scope.tx.$queryRaw<{ value: string | null; count: number }[]>`
      SELECT value, count(*)::int AS count
      FROM (SELECT ${fieldOf(field)} AS value FROM object WHERE ${this.#where(filter)}) AS matching
      GROUP BY value ORDER BY count DESC, value ASC NULLS LAST`;
  }

  /** Returns the UUIDs in the order of the objects. */
  async insertMany(objects: readonly NewObject[]): Promise<string[]> {
    const { tx, organizationId } = this.#scope;
    const rows = objects.map(({ id, type, subtype, name, status, properties, occurredAt }) => ({
      id: id ?? newId(),
      organizationId,
      type,
      subtype: subtype ?? null,
      name,
      status: status ?? null,
      properties: json(properties ?? {}),
      occurredAt,
    }));
    await tx.object.createMany({ data: rows });
    return rows.map((row) => row.id);
  }

  #where(filter: ObjectFilter): Prisma.Sql {
    const conditions = [
      Prisma.sql`organization_id = ${this.#scope.organizationId}::uuid`,
      Prisma.sql`type = ${filter.type}`,
    ];
    if (filter.subtype !== undefined) conditions.push(Prisma.sql`subtype = ${filter.subtype}`);
    if (filter.status !== undefined) conditions.push(Prisma.sql`status = ANY(${[...filter.status]}::text[])`);
    // As text with its zone: the instant must not depend on the time zone of the session.
    if (filter.from !== undefined)
      conditions.push(Prisma.sql`occurred_at >= ${filter.from.toISOString()}::timestamptz`);
    if (filter.to !== undefined)
      conditions.push(Prisma.sql`occurred_at < ${filter.to.toISOString()}::timestamptz`);
    if (filter.nameContains !== undefined) {
      conditions.push(Prisma.sql`position(lower(${filter.nameContains}::text) IN lower(name)) > 0`);
    }
    for (const [key, value] of Object.entries(filter.properties ?? {})) {
      conditions.push(Prisma.sql`properties->>${key}::text = ${String(value)}`);
    }
    return Prisma.join(conditions, ' AND ');
  }
}

function toRecord({ id, occurred_at: occurredAt, ...row }: ObjectRow): ObjectRecord {
  return { ...row, id: toPublicId('object', id), occurredAt };
}

/** A row as Prisma reads it. The time of the last write is the revision: each write moves it on. */
export function toState(row: StoredObject): ObjectState {
  const { id, type, subtype, name, status, properties, occurredAt, updatedAt } = row;
  return {
    id: toPublicId('object', id),
    type,
    subtype,
    name,
    status,
    properties: properties as ObjectRecord['properties'],
    occurredAt,
    revision: updatedAt.toISOString(),
  };
}

function fieldOf(field: string): Prisma.Sql {
  if (field === 'status') return Prisma.sql`status`;
  if (field === 'subtype') return Prisma.sql`subtype`;
  return Prisma.sql`properties->>${field}::text`;
}

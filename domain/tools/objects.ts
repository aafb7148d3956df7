/** The organization's own data as tools may ask for it; the store answers. */

/** A thing of the organization (contact, call, task …) as tools see it. */
export interface ObjectRecord {
  /** Public id, `obj_…`. */
  readonly id: string;
  readonly type: string;
  readonly subtype: string | null;
  readonly name: string;
  readonly status: string | null;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly occurredAt: Date;
}

export interface ObjectFilter {
  readonly type: string;
  readonly subtype?: string;
  readonly status?: readonly string[];
  /** Half-open interval of `occurredAt`. */
  readonly from?: Date;
  readonly to?: Date;
  /** Part of the name, in any case. */
  readonly nameContains?: string;
  /** Exact matches on top-level properties. */
  readonly properties?: Readonly<Record<string, string | number | boolean>>;
}

/** `after` goes on where a page ended: with the object that follows this one in the order asked for. */
export interface ObjectQuery extends ObjectFilter {
  readonly order?: 'newest' | 'oldest';
  readonly limit?: number;
  readonly after?: Pick<ObjectRecord, 'id' | 'occurredAt'>;
}

/** One object as it stands; `revision` changes with every write. */
export interface ObjectState extends ObjectRecord {
  readonly revision: string;
}

/** `from`: the related object points at this one; `to`: this one points at it. */
export interface RelatedObject {
  readonly relation: string;
  readonly direction: 'from' | 'to';
  readonly object: ObjectRecord;
}

/** A tool call of some run that names an object. */
export interface ObjectMention {
  readonly at: Date;
  readonly runId: string;
  readonly agentId: string;
  readonly tool: string;
  readonly status: string;
}

export interface ObjectReader {
  /** By public id; undefined when the organization has no such object. */
  get(id: string): Promise<ObjectState | undefined>;
  /** What is linked to it, newest first; of these types when they are given. */
  related(id: string, options: { types?: readonly string[]; limit: number }): Promise<RelatedObject[]>;
  /** What agents' tool calls did with it or saw of it, newest first. */
  mentions(id: string, limit: number): Promise<ObjectMention[]>;
  /** Newest first unless `order` says otherwise; at most `limit` (default 50, never above 500). */
  find(query: ObjectQuery): Promise<ObjectRecord[]>;
  count(filter: ObjectFilter): Promise<number>;
  /** Sum of a numeric property over all that match. */
  sum(filter: ObjectFilter, property: string): Promise<number>;
  /** Counts by `status`, `subtype` or a top-level property, largest first. */
  countBy(filter: ObjectFilter, field: string): Promise<{ value: string | null; count: number }[]>;
}

export interface NewRecord {
  readonly type: string;
  readonly subtype?: string;
  readonly name: string;
  readonly status?: string;
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly occurredAt: Date;
  /** Public id of an existing object that it belongs to. */
  readonly linkTo?: { readonly relation: string; readonly id: string };
}

/** Properties are laid over those that are there; null takes one away. */
export interface ObjectPatch {
  readonly name?: string;
  readonly status?: string | null;
  readonly properties?: Readonly<Record<string, unknown>>;
}

export interface FieldChange {
  readonly field: string;
  readonly before: unknown;
  readonly after: unknown;
}

export interface ObjectUpdate {
  readonly object: ObjectState;
  readonly changes: readonly FieldChange[];
}

/** Who wrote: kept with what was written. */
export interface WriteSource {
  readonly runId: string;
  readonly agentId: string;
  readonly tool: string;
}

/**
 * Writes of one tool call, each at most once however often the call is repeated. What is written carries its source;
 * a changed field keeps the value before, and the change stays as an object of type `change`.
 */
export interface ObjectWriter {
  source(): Promise<WriteSource>;
  create(record: NewRecord): Promise<ObjectRecord>;
  /** `plan` sees the object locked, and may throw; undefined when there is no such object. */
  update(id: string, plan: (current: ObjectState) => ObjectPatch): Promise<ObjectUpdate | undefined>;
  /** Takes away an object of one of these types with the notes, memories and changes about it; false when there is none. */
  remove(id: string, types: readonly string[]): Promise<boolean>;
}

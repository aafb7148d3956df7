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
  /** Exact matches on top-level properties. */
  readonly properties?: Readonly<Record<string, string | number | boolean>>;
}

/** `after` goes on where a page ended: with the object that follows this one in the order asked for. */
export interface ObjectQuery extends ObjectFilter {
  readonly order?: 'newest' | 'oldest';
  readonly limit?: number;
  readonly after?: Pick<ObjectRecord, 'id' | 'occurredAt'>;
}

export interface ObjectReader {
  /** Newest first unless `order` says otherwise; at most `limit` (default 50, never above 500). */
  find(query: ObjectQuery): Promise<ObjectRecord[]>;
  count(filter: ObjectFilter): Promise<number>;
  /** Sum of a numeric property over all that match. */
  sum(filter: ObjectFilter, property: string): Promise<number>;
  /** Counts by `status`, `subtype` or a top-level property, largest first. */
  countBy(filter: ObjectFilter, field: string): Promise<{ value: string | null; count: number }[]>;
}

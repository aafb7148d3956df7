/** Keyset pagination: lists run from the newest to the oldest, by time and then by id. */

/** The last row of the page before: the next page starts below it. */
export interface PagePosition {
  readonly at: Date;
  readonly id: string;
}

export interface PageRequest {
  readonly limit: number;
  readonly after?: PagePosition | undefined;
}

export interface Page<T> {
  readonly rows: T[];
  readonly hasMore: boolean;
}

/** What a query fetches: one row more than asked for tells whether there is another page. */
export function toPage<T>(rows: T[], limit: number): Page<T> {
  return { rows: rows.slice(0, limit), hasMore: rows.length > limit };
}

/** Cursors of lists: opaque to callers, the position of a page's last row inside. */
import { z } from 'zod';
import { givenTime } from '../domain/contracts/primitives.ts';
import type { Page, PagePosition, PageRequest } from '../store/page.ts';
import { invalidRequest } from './validation/parse.ts';

const inside = z.tuple([givenTime, z.uuid()]);

function toCursor({ at, id }: PagePosition): string {
  return Buffer.from(JSON.stringify([at.toISOString(), id])).toString('base64url');
}

/** Throws `invalid_request` for a cursor that none of our lists gave out. */
export function toPageRequest({
  limit,
  cursor,
}: {
  limit: number;
  cursor?: string | undefined;
}): PageRequest {
  return { limit, after: cursor === undefined ? undefined : fromCursor(cursor) };
}

function fromCursor(cursor: string): PagePosition {
  const parsed = inside.safeParse(tryJson(Buffer.from(cursor, 'base64url').toString('utf8')));
  if (parsed.success) return { at: new Date(parsed.data[0]), id: parsed.data[1] };
  throw invalidRequest('query', [
    {
      pointer: '/cursor',
      message: 'is not a cursor of this list; pass the nextCursor of the page before, or leave it out',
    },
  ]);
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export interface PageBody<V> {
  readonly data: V[];
  readonly nextCursor: string | null;
  readonly hasMore: boolean;
}

export function presentPage<T, V>(
  page: Page<T>,
  present: (row: T) => V,
  position: (row: T) => PagePosition,
): PageBody<V> {
  const last = page.rows.at(-1);
  return {
    data: page.rows.map(present),
    nextCursor: page.hasMore && last !== undefined ? toCursor(position(last)) : null,
    hasMore: page.hasMore,
  };
}

/** Idempotency-Key: the first answer under a key is kept with what it made, and given again to whoever repeats. */
import { createHash } from 'node:crypto';
import type { Request } from 'express';
import { AppError } from '../domain/errors.ts';
import type { Store } from '../store/database.ts';
import type { Answer } from './route.ts';
import { invalidRequest } from './validation/parse.ts';

export const IDEMPOTENCY_HEADER = 'Idempotency-Key';
export const REPLAYED_HEADER = 'Idempotency-Replayed';

export interface OnceParts<T> {
  readonly req: Request;
  readonly principal: string;
  /** As it was sent, before defaults were filled in. */
  readonly body: unknown;
  readonly transact: (work: (store: Store) => Promise<Answer<T>>) => Promise<Answer<T>>;
  readonly work: (store: Store) => Promise<Answer<T>>;
}

export async function once<T>({ req, principal, body, transact, work }: OnceParts<T>): Promise<Answer<T>> {
  const key = readKey(req);
  if (key === undefined) return transact(work);
  const request = { principal, key, requestHash: hashRequest(req, body) };
  return transact(async (store) => {
    const found = await store.idempotency.begin(request);
    switch (found.state) {
      case 'new': {
        const answer = await work(store);
        const { status = 200, headers = {} } = answer;
        await store.idempotency.save(request, { status, headers, body: answer.repeated ?? answer.body });
        return answer;
      }
      case 'done': {
        const { status, headers, body: stored } = found.answer;
        return { status, headers: { ...headers, [REPLAYED_HEADER]: 'true' }, body: stored as T };
      }
      case 'other_request':
        throw new AppError(
          'idempotency_mismatch',
          'This Idempotency-Key was used for a request with another content. Use a new key.',
          {
            errors: [
              { pointer: '/headers/idempotency-key', message: 'belongs to another request; use a new key' },
            ],
          },
        );
      case 'in_progress':
        throw new AppError(
          'idempotency_in_progress',
          'The first request with this Idempotency-Key is still being worked on.',
          {
            headers: { 'Retry-After': '1' },
          },
        );
    }
  });
}

function readKey(req: Request): string | undefined {
  const key = req.get(IDEMPOTENCY_HEADER);
  if (key === undefined) return undefined;
  if (/^[\x21-\x7e][\x20-\x7e]{0,199}$/.test(key)) return key;
  throw invalidRequest('request', [
    {
      pointer: '/headers/idempotency-key',
      message: 'must be 1 to 200 printable ASCII characters, such as a UUID',
    },
  ]);
}

/** What was asked, whatever the order of the members; the query only says how to answer. */
function hashRequest(req: Request, body: unknown): string {
  return createHash('sha256')
    .update(`${req.method} ${req.path}\n${canonical(body)}`)
    .digest('hex');
}

/** Depth is bounded: parseOrRefuse has refused deeper bodies before. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify([value]);
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, inner]) => `${JSON.stringify(name)}:${canonical(inner)}`).join(',')}}`;
}

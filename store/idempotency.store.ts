/** Answers that were given under an Idempotency-Key, kept with what they made. */
import type { Scope } from './database.ts';
import { json } from './prisma.ts';

export interface IdempotentRequest {
  /** Whose key it is, `key:<uuid>`: two principals may use the same text. */
  readonly principal: string;
  readonly key: string;
  /** Hash of what was asked. */
  readonly requestHash: string;
}

export interface StoredAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

export type IdempotencyState =
  /** Nobody used the key: do the work and `save` its answer in this same transaction. */
  | { readonly state: 'new' }
  | { readonly state: 'done'; readonly answer: StoredAnswer }
  | { readonly state: 'other_request' }
  | { readonly state: 'in_progress' };

export class IdempotencyStore {
  readonly #scope: Scope;

  constructor(scope: Scope) {
    this.#scope = scope;
  }

  /** Takes the key for this transaction; another that holds it is not waited for. */
  async begin({ principal, key, requestHash }: IdempotentRequest): Promise<IdempotencyState> {
    const { tx, organizationId } = this.#scope;
    const name = `idempotency:${organizationId}:${principal}:${key}`;
    const [lock] = await tx.$queryRaw<{ locked: boolean }[]>`
      SELECT pg_try_advisory_xact_lock(hashtextextended(${name}, 0)) AS locked`;
    if (lock?.locked !== true) return { state: 'in_progress' };
    const row = await tx.idempotencyKey.findUnique({
      where: { organizationId_principal_key: { organizationId, principal, key } },
    });
    if (row === null) return { state: 'new' };
    if (row.requestHash !== requestHash) return { state: 'other_request' };
    const headers = row.headers as Record<string, string>;
    return { state: 'done', answer: { status: row.status, headers, body: row.body } };
  }

  async save(request: IdempotentRequest, answer: StoredAnswer): Promise<void> {
    const { tx, organizationId } = this.#scope;
    const { status, headers, body } = answer;
    await tx.idempotencyKey.createMany({
      data: [{ ...request, organizationId, status, headers: json(headers), body: json(body) }],
    });
  }
}

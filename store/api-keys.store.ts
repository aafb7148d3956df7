/** The organization's API keys. The keys themselves are nowhere: only their hashes. */
import type { Role } from '../domain/access/permissions.ts';
import { createApiKey } from './api-keys.ts';
import type { Scope } from './database.ts';
import type { ApiKey } from './generated/client.ts';
import { newId } from './new-id.ts';
import { type Page, type PageRequest, toPage } from './page.ts';

/** An API key without its hash: what people may see of it. */
export type ApiKeyRow = Omit<ApiKey, 'secretHash'>;

export interface ApiKeyFacts {
  readonly name: string;
  readonly role: Role;
  readonly scopes: readonly string[];
  readonly expiresAt: Date | null;
  readonly createdBy: string;
  /** The member whose role bounds the key. */
  readonly personId: string | null;
  readonly rotatedFromId?: string;
}

export class ApiKeyStore {
  readonly #scope: Scope;

  constructor(scope: Scope) {
    this.#scope = scope;
  }

  async list({ limit, after }: PageRequest): Promise<Page<ApiKeyRow>> {
    const { tx, organizationId } = this.#scope;
    const rows = await tx.apiKey.findMany({
      where: {
        organizationId,
        ...(after === undefined
          ? {}
          : { OR: [{ createdAt: { lt: after.at } }, { createdAt: after.at, id: { lt: after.id } }] }),
      },
      omit: { secretHash: true },
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      take: limit + 1,
    });
    return toPage(rows, limit);
  }

  /** Held until the commit: a key is rotated or revoked by one request at a time. */
  async lock(id: string): Promise<ApiKeyRow | undefined> {
    const { tx, organizationId } = this.#scope;
    await tx.$queryRaw`
      SELECT 1 FROM api_key WHERE id = ${id}::uuid AND organization_id = ${organizationId}::uuid FOR UPDATE`;
    const row = await tx.apiKey.findFirst({ where: { id, organizationId }, omit: { secretHash: true } });
    return row ?? undefined;
  }

  /** The secret is nowhere but in the answer. */
  async create({ scopes, ...facts }: ApiKeyFacts): Promise<{ row: ApiKeyRow; secret: string }> {
    const { tx, organizationId } = this.#scope;
    const { secret, prefix, secretHash } = createApiKey();
    const row = await tx.apiKey.create({
      data: { id: newId(), organizationId, prefix, secretHash, scopes: [...scopes], ...facts },
      omit: { secretHash: true },
    });
    return { row, secret };
  }

  async revoke(id: string, revokedAt: Date): Promise<void> {
    await this.#change(id, { revokedAt });
  }

  async expireAt(id: string, expiresAt: Date): Promise<void> {
    await this.#change(id, { expiresAt });
  }

  async #change(id: string, data: { revokedAt?: Date; expiresAt?: Date }): Promise<void> {
    const { tx, organizationId } = this.#scope;
    await tx.apiKey.updateMany({ where: { id, organizationId }, data });
  }
}

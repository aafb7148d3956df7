/** The organization itself and its API keys. */
import type { Scope } from './database.ts';
import type { ApiKey, Organization } from './generated/client.ts';
import { type Page, type PageRequest, toPage } from './page.ts';

/** An API key without its hash: what people may see of it. */
export type ApiKeyRow = Omit<ApiKey, 'secretHash'>;

export class OrganizationStore {
  readonly #scope: Scope;

  constructor(scope: Scope) {
    this.#scope = scope;
  }

  async get(): Promise<Organization> {
    const { tx, organizationId } = this.#scope;
    return tx.organization.findUniqueOrThrow({ where: { id: organizationId } });
  }

  async listApiKeys({ limit, after }: PageRequest): Promise<Page<ApiKeyRow>> {
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
}

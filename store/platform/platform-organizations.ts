/** Which organizations there are, and how far their onboarding is. */
import type { Onboarding, Organization } from '../generated/client.ts';
import { type Page, type PageRequest, toPage } from '../page.ts';
import type { Tx } from '../prisma.ts';
import { below } from './platform-rows.ts';

export interface OrganizationOverview {
  readonly organization: Organization;
  readonly onboarding: Onboarding | undefined;
}

export class PlatformOrganizations {
  readonly #tx: Tx;

  constructor(tx: Tx) {
    this.#tx = tx;
  }

  async list({ limit, after }: PageRequest): Promise<Page<OrganizationOverview>> {
    const rows = await this.#tx.organization.findMany({
      where: below(after),
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      take: limit + 1,
    });
    const page = toPage(rows, limit);
    const onboardings = await this.#tx.onboarding.findMany({
      where: { organizationId: { in: page.rows.map((row) => row.id) } },
    });
    const byId = new Map(onboardings.map((row) => [row.organizationId, row]));
    return {
      rows: page.rows.map((organization) => ({
        organization,
        onboarding: byId.get(organization.id),
      })),
      hasMore: page.hasMore,
    };
  }
}

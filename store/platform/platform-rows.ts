/** What every query for the platform's own rows says. */
import type { PagePosition } from '../page.ts';

export const OURS = { organizationId: null } as const;

/** Rows that come behind a position in a list from the newest to the oldest. */
export function below(after: PagePosition | undefined) {
  if (after === undefined) return {};
  return { OR: [{ createdAt: { lt: after.at } }, { createdAt: after.at, id: { lt: after.id } }] };
}

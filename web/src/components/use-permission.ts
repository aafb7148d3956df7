import { useQuery } from '@tanstack/react-query';
import type { Permission } from '../../../domain/access/permissions.ts';
import { organizationQuery } from '../api/queries.ts';
import { useSession } from '../api/session.ts';

/** Why this person or key may not do that, or undefined when it may (or when that is not known yet). */
export function useObstacle(permission: Permission): string | undefined {
  const { data } = useQuery(organizationQuery);
  const session = useSession();
  if (data === undefined || data.permissions.includes(permission)) return undefined;
  return session === 'key'
    ? `Your key lacks the scope ${permission}`
    : `Your role in this organization does not allow it (${permission})`;
}

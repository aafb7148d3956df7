import { useQuery } from '@tanstack/react-query';
import type { Permission } from '../../../domain/access/permissions.ts';
import { organizationQuery } from '../api/queries.ts';

/** Why this key may not do that, or undefined when it may (or when that is not known yet). */
export function useObstacle(permission: Permission): string | undefined {
  const { data } = useQuery(organizationQuery);
  if (data === undefined || data.permissions.includes(permission)) return undefined;
  return `Your key lacks the scope ${permission}`;
}

/** Scopes of API keys: the permission each route names. */
export const PERMISSIONS = [
  'organization:read',
  'agents:read',
  'agents:write',
  'runs:read',
  'runs:write',
  'approvals:read',
  'approvals:decide',
] as const;
export type Permission = (typeof PERMISSIONS)[number];

export const ROLES = ['owner', 'admin', 'approver', 'member', 'viewer'] as const;
export type Role = (typeof ROLES)[number];

const READ: readonly Permission[] = ['organization:read', 'agents:read', 'runs:read', 'approvals:read'];
const MEMBER: readonly Permission[] = [...READ, 'runs:write'];

const ROLE_PERMISSIONS: Readonly<Record<Role, readonly Permission[]>> = {
  owner: PERMISSIONS,
  admin: PERMISSIONS,
  approver: [...MEMBER, 'approvals:decide'],
  member: MEMBER,
  viewer: READ,
};

/** What a key may do: its own scopes, never more than the role it was made under. */
export function effectivePermissions(role: Role, scopes: readonly string[]): readonly Permission[] {
  return ROLE_PERMISSIONS[role].filter((permission) => scopes.includes(permission));
}

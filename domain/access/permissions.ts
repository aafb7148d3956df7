/** Who may do what: the permission each route names, and which roles have it. Keys have scopes of the same names. */
export const PERMISSIONS = [
  'organization:read',
  'organization:write',
  'members:read',
  'members:write',
  'keys:write',
  'credentials:write',
  'mcp:write',
  'agents:read',
  'agents:write',
  'grants:write',
  'rules:read',
  'rules:write',
  'skills:read',
  'skills:write',
  'runs:read',
  'runs:write',
  'approvals:read',
  'approvals:decide',
  'budgets:read',
  'budgets:write',
  'audit:read',
  'simulator:write',
] as const;
export type Permission = (typeof PERMISSIONS)[number];

/** What bounds agents: no key that an agent made has it. Their `approvals:decide` is refused where approvals are decided. */
export const KEPT_FROM_AGENTS: readonly Permission[] = ['budgets:write', 'grants:write', 'mcp:write'];

export const ROLES = ['owner', 'admin', 'approver', 'member', 'viewer'] as const;
export type Role = (typeof ROLES)[number];

const READ: readonly Permission[] = [
  'organization:read',
  'members:read',
  'agents:read',
  'rules:read',
  'skills:read',
  'runs:read',
  'approvals:read',
  'budgets:read',
];
const MEMBER: readonly Permission[] = [...READ, 'runs:write'];

const ROLE_PERMISSIONS: Readonly<Record<Role, readonly Permission[]>> = {
  owner: PERMISSIONS,
  // What an agent may do unasked that others must be asked for, owners alone decide.
  admin: PERMISSIONS.filter((permission) => permission !== 'grants:write'),
  approver: [...MEMBER, 'approvals:decide'],
  member: MEMBER,
  viewer: READ,
};

export function permissionsOf(role: Role): readonly Permission[] {
  return ROLE_PERMISSIONS[role];
}

/** Of two roles the one that may do less. ROLES is in the order of power. */
export function lowerRole(a: Role, b: Role): Role {
  return ROLES.indexOf(a) > ROLES.indexOf(b) ? a : b;
}

/** What a key may do: its own scopes, never more than the role it was made under. */
export function effectivePermissions(role: Role, scopes: readonly string[]): readonly Permission[] {
  return ROLE_PERMISSIONS[role].filter((permission) => scopes.includes(permission));
}

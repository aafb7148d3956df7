/**
 * Rows that other things stand on, written as role steward_system: an organization, an agent with its first
 * version, an API key. Used by the seed and by tests; never by the running product.
 */
import { PERMISSIONS, type Permission, type Role } from '../../domain/access/permissions.ts';
import { agentSpecSchema } from '../../domain/agent/agent-spec.ts';
import { findKind, KINDS } from '../../domain/kinds/registry.ts';
import { createApiKey, hashApiKey, isApiKeyShaped, type NewApiKey } from '../../store/api-keys.ts';
import { newId } from '../../store/new-id.ts';
import { createClient, json, type Tx } from '../../store/prisma.ts';

/** A connection string opens a client and a transaction for this one call; a transaction is joined. */
export type SystemDatabase = string | Tx;

export interface BuiltOrganization {
  readonly organizationId: string;
}

export interface BuiltAgent {
  readonly agentId: string;
  readonly versionId: string;
  readonly kind: string;
}

export interface BuiltApiKey {
  /** The whole key, as callers send it. */
  readonly key: string;
  readonly id: string;
}

export interface OrganizationOverrides {
  readonly id?: string;
  readonly name?: string;
  readonly timeZone?: string;
  readonly createdAt?: Date;
}

export interface AgentOverrides {
  readonly name?: string;
  readonly kind?: string;
  readonly status?: string;
  /** Laid over the kind's default spec, dimension by dimension. */
  readonly spec?: Readonly<Record<string, unknown>>;
  readonly author?: string;
}

export interface ApiKeyOverrides {
  readonly role?: Role;
  readonly scopes?: readonly Permission[];
  readonly expiresAt?: Date | null;
  readonly revokedAt?: Date | null;
  readonly name?: string;
  /** A key that exists already; without it a new one is made. */
  readonly key?: string;
}

export const SYSTEM_POOL = { max: 2, connectionTimeoutMs: 5_000, statementTimeoutMs: 15_000 };

export async function buildOrganization(
  database: SystemDatabase,
  overrides: OrganizationOverrides = {},
): Promise<BuiltOrganization> {
  const id = overrides.id ?? newId();
  const data = { name: `Organization ${id.slice(-6)}`, timeZone: 'Europe/Berlin', ...overrides, id };
  await transact(database, (tx) => tx.organization.create({ data }));
  return { organizationId: id };
}

/** The agent and its version 1, in one transaction. */
export async function buildAgent(
  database: SystemDatabase,
  organizationId: string,
  overrides: AgentOverrides = {},
): Promise<BuiltAgent> {
  const kind = overrides.kind ?? 'custom_report';
  const spec = agentSpecSchema.parse({ ...defaultSpec(kind), ...overrides.spec });
  const { name = 'Agent', status = 'active', author = 'test' } = overrides;
  const agentId = newId();
  const versionId = newId();
  const version = { id: versionId, organizationId, agentId, number: 1, title: 'Created', author, name, kind };
  await transact(database, async (tx) => {
    await tx.agent.create({
      data: { id: agentId, organizationId, name, kind, status, currentVersionId: versionId },
    });
    await tx.agentVersion.create({ data: { ...version, spec: json(spec) } });
  });
  return { agentId, versionId, kind };
}

/** By default an owner's key with every permission that never expires. */
export async function buildApiKey(
  database: SystemDatabase,
  organizationId: string,
  overrides: ApiKeyOverrides = {},
): Promise<BuiltApiKey> {
  const { secret, prefix, secretHash } =
    overrides.key === undefined ? createApiKey() : existingKey(overrides.key);
  const id = newId();
  const data = {
    id,
    organizationId,
    name: overrides.name ?? 'Key',
    prefix,
    secretHash,
    role: overrides.role ?? 'owner',
    scopes: [...(overrides.scopes ?? PERMISSIONS)],
    expiresAt: overrides.expiresAt ?? null,
    revokedAt: overrides.revokedAt ?? null,
  };
  await transact(database, (tx) => tx.apiKey.create({ data }));
  return { key: secret, id };
}

function existingKey(secret: string): NewApiKey {
  if (!isApiKeyShaped(secret)) {
    throw new Error('The given API key is malformed; it must be "sk_" and letters and digits. Leave it out.');
  }
  return { secret, prefix: secret.slice(0, 10), secretHash: hashApiKey(secret) };
}

function defaultSpec(name: string): Readonly<Record<string, unknown>> {
  const kind = findKind(name);
  if (kind !== undefined) return kind.defaultSpec;
  throw new Error(
    `There is no agent kind "${name}"; there are ${KINDS.map((each) => each.name).join(', ')}.`,
  );
}

async function transact<T>(database: SystemDatabase, work: (tx: Tx) => Promise<T>): Promise<T> {
  if (typeof database !== 'string') return work(database);
  const client = createClient(database, SYSTEM_POOL);
  try {
    return await client.$transaction(work);
  } finally {
    await client.$disconnect();
  }
}

/** Who is calling? Asked as role steward_auth, before any organization is known. */
import { effectivePermissions, type Permission, type Role } from '../../domain/access/permissions.ts';
import { hashApiKey, isApiKeyShaped } from '../api-keys.ts';
import { createClient, type PrismaClient } from '../prisma.ts';

export interface KeyHolder {
  readonly keyId: string;
  readonly keyName: string;
  readonly organizationId: string;
  readonly role: Role;
  readonly permissions: readonly Permission[];
}

export type Authentication =
  | { readonly ok: true; readonly holder: KeyHolder }
  | { readonly ok: false; readonly why: 'malformed' | 'unknown' | 'revoked' | 'expired' };

export interface AuthDatabase {
  authenticate(secret: string): Promise<Authentication>;
  /** Resolves when the database answers. */
  ping(): Promise<void>;
  /** Names of the migrations that the database has. */
  appliedMigrations(): Promise<string[]>;
  close(): Promise<void>;
}

const HOUR_MS = 60 * 60 * 1000;

export function openAuthDatabase(url: string, poolSize = 5): AuthDatabase {
  const prisma = createClient(url, { max: poolSize, connectionTimeoutMs: 3_000, statementTimeoutMs: 3_000 });
  return {
    authenticate: (secret) => authenticate(prisma, secret),
    ping: async () => {
      await prisma.$queryRaw`SELECT 1`;
    },
    appliedMigrations: async () => {
      const rows = await prisma.$queryRaw<{ name: string }[]>`
        SELECT migration_name AS name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL`;
      return rows.map((row) => row.name);
    },
    close: () => prisma.$disconnect(),
  };
}

async function authenticate(prisma: PrismaClient, secret: string): Promise<Authentication> {
  if (!isApiKeyShaped(secret)) return { ok: false, why: 'malformed' };
  // Looked up by the hash itself: there is no comparison whose time could tell anything about a key.
  const key = await prisma.apiKey.findUnique({ where: { secretHash: hashApiKey(secret) } });
  if (key === null) return { ok: false, why: 'unknown' };
  const now = new Date();
  if (key.revokedAt !== null && key.revokedAt <= now) return { ok: false, why: 'revoked' };
  if (key.expiresAt !== null && key.expiresAt <= now) return { ok: false, why: 'expired' };
  if (key.lastUsedAt === null || now.getTime() - key.lastUsedAt.getTime() > HOUR_MS) {
    await prisma.$executeRaw`
      UPDATE api_key SET last_used_at = now()
      WHERE id = ${key.id}::uuid AND (last_used_at IS NULL OR last_used_at < now() - interval '1 hour')`;
  }
  const role = key.role as Role;
  const permissions = effectivePermissions(role, key.scopes);
  return {
    ok: true,
    holder: { keyId: key.id, keyName: key.name, organizationId: key.organizationId, role, permissions },
  };
}

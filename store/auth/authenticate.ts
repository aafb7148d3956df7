/** Who is calling? Asked as role steward_auth, before any organization is known. */
import {
  effectivePermissions,
  lowerRole,
  type Permission,
  type Role,
} from '../../domain/access/permissions.ts';
import type { ApiKey } from '../generated/client.ts';
import { hashApiKey, isApiKeyShaped } from '../api-keys.ts';
import { enqueueMail, type Mail } from '../mail.ts';
import { createClient, type PrismaClient } from '../prisma.ts';
import { createPeople, type People } from './people.ts';

export interface KeyHolder {
  readonly keyId: string;
  readonly keyName: string;
  readonly organizationId: string;
  readonly role: Role;
  readonly permissions: readonly Permission[];
  /** The member whose role bounds it; undefined for keys that no member made. */
  readonly personId: string | undefined;
  /** Who made it, as records show it. */
  readonly createdBy: string | null;
}

export type Authentication =
  | { readonly ok: true; readonly holder: KeyHolder }
  | { readonly ok: false; readonly why: 'malformed' | 'unknown' | 'revoked' | 'expired' | 'orphaned' };

export interface AuthDatabase {
  authenticate(secret: string): Promise<Authentication>;
  readonly people: People;
  /** Hands in a mail that is not written in an organization's transaction. */
  enqueueMail(mail: Mail): Promise<void>;
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
    people: createPeople(prisma),
    enqueueMail: (mail) => enqueueMail(prisma, mail),
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
  const ended = whyEnded(key);
  if (ended !== undefined) return { ok: false, why: ended };
  await noteUse(prisma, key);
  const bound =
    key.personId === null ? (key.role as Role) : await roleOf(prisma, key.organizationId, key.personId);
  if (bound === undefined) return { ok: false, why: 'orphaned' };
  const { id: keyId, name: keyName, organizationId, createdBy } = key;
  const role = lowerRole(key.role as Role, bound);
  const permissions = effectivePermissions(role, key.scopes);
  const personId = key.personId ?? undefined;
  return { ok: true, holder: { keyId, keyName, organizationId, role, permissions, personId, createdBy } };
}

function whyEnded({ revokedAt, expiresAt }: ApiKey): 'revoked' | 'expired' | undefined {
  const now = new Date();
  if (revokedAt !== null && revokedAt <= now) return 'revoked';
  return expiresAt !== null && expiresAt <= now ? 'expired' : undefined;
}

/** Once an hour: a write for each request would cost more than it tells. */
async function noteUse(prisma: PrismaClient, { id, lastUsedAt }: ApiKey): Promise<void> {
  if (lastUsedAt !== null && Date.now() - lastUsedAt.getTime() <= HOUR_MS) return;
  await prisma.$executeRaw`
    UPDATE api_key SET last_used_at = now()
    WHERE id = ${id}::uuid AND (last_used_at IS NULL OR last_used_at < now() - interval '1 hour')`;
}

/** Asked anew each time: a key loses power in the moment in which its maker does. */
async function roleOf(
  prisma: PrismaClient,
  organizationId: string,
  personId: string,
): Promise<Role | undefined> {
  const member = await prisma.member.findUnique({
    where: { organizationId_personId: { organizationId, personId } },
  });
  return member === null ? undefined : (member.role as Role);
}

/** What is known of a person before an organization is: where they belong, and whether they are platform staff. */
import { createHash } from 'node:crypto';
import type { Role } from '../../domain/access/permissions.ts';
import type { PrismaClient } from '../prisma.ts';
import { hashToken } from '../secret-tokens.ts';

export interface Membership {
  readonly memberId: string;
  readonly organizationId: string;
  readonly organizationName: string;
  readonly role: Role;
  readonly joinedAt: Date;
}

/** An invitation as its token finds it. */
export interface FoundInvitation {
  readonly id: string;
  readonly organizationId: string;
  readonly email: string;
  readonly role: Role;
  readonly state: 'open' | 'accepted' | 'revoked' | 'expired';
}

export interface People {
  /** Oldest first: the first is the one meant when a request names none. */
  memberships(personId: string): Promise<Membership[]>;
  isStaff(personId: string): Promise<boolean>;
  hasStaff(): Promise<boolean>;
  findInvitation(token: string): Promise<FoundInvitation | undefined>;
  /** The id of the organization that a person's sign-up makes: however often it is repeated, there is one. */
  firstOrganizationOf(personId: string): string;
  /** Makes somebody platform staff when nobody is yet; the database refuses a second time. */
  makeFirstStaff(personId: string): Promise<boolean>;
}

export function createPeople(prisma: PrismaClient): People {
  return {
    memberships: async (personId) =>
      prisma.$queryRaw<Membership[]>`
        SELECT m.id AS "memberId", o.id AS "organizationId", o.name AS "organizationName", m.role,
               m.created_at AS "joinedAt"
        FROM member m JOIN organization o ON o.id = m.organization_id
        WHERE m.person_id = ${personId}::uuid ORDER BY m.created_at, m.id`,
    isStaff: async (personId) => (await prisma.platformStaff.count({ where: { personId } })) > 0,
    hasStaff: async () => (await prisma.platformStaff.count()) > 0,
    firstOrganizationOf,
    findInvitation: async (token) => {
      const found = await prisma.invitation.findUnique({ where: { tokenHash: hashToken(token) } });
      if (found === null) return undefined;
      const { id, organizationId, email } = found;
      return { id, organizationId, email, role: found.role as Role, state: stateOf(found) };
    },
    makeFirstStaff: (personId) =>
      prisma.$transaction(async (tx) => {
        // Of two that start together each would see that there is none: the second one looks when the first is done.
        await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('first platform staff'))`;
        const made = await tx.$executeRaw`
          INSERT INTO platform_staff (person_id) SELECT ${personId}::uuid
          WHERE NOT EXISTS (SELECT 1 FROM platform_staff) ON CONFLICT DO NOTHING`;
        return made > 0;
      }),
  };
}

/** A UUIDv7 with the person's time; what is random in it comes from the person's id. */
function firstOrganizationOf(personId: string): string {
  const hash = createHash('sha256').update(`first organization of ${personId}`).digest('hex');
  return `${personId.slice(0, 13)}-7${hash.slice(0, 3)}-8${hash.slice(3, 6)}-${hash.slice(6, 18)}`;
}

function stateOf(row: {
  acceptedAt: Date | null;
  revokedAt: Date | null;
  expiresAt: Date;
}): FoundInvitation['state'] {
  if (row.acceptedAt !== null) return 'accepted';
  if (row.revokedAt !== null) return 'revoked';
  return row.expiresAt <= new Date() ? 'expired' : 'open';
}

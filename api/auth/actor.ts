/** Who is calling, as handlers see it. */
import type { Permission, Role } from '../../domain/access/permissions.ts';
import { KEPT_FROM_AGENTS, permissionsOf } from '../../domain/access/permissions.ts';
import { AppError } from '../../domain/errors.ts';
import { toPublicId } from '../../domain/ids.ts';
import type { Authentication, AuthDatabase, KeyHolder } from '../../store/auth/authenticate.ts';
import type { LoginPerson } from '../../store/auth/login.ts';
import type { Membership } from '../../store/auth/people.ts';
import { withDeadline } from '../../store/unavailable.ts';

/** Somebody (or some program) at work in an organization. */
export interface Actor {
  readonly organizationId: string;
  readonly role: Role;
  readonly permissions: readonly Permission[];
  /** How records show who did it: `key:key_…` or `person:per_…`. */
  readonly label: string;
  /** The person themselves, or the member who made the key. */
  readonly personId?: string;
  /** The agent that made the key: such a key decides no approvals, nor do keys made with it. */
  readonly madeByAgent?: string;
}

/** Somebody who is logged in, wherever they belong. */
export interface PersonActor {
  readonly personId: string;
  readonly name: string;
  readonly email: string;
  /** `person:per_…` */
  readonly label: string;
}

const WHY: Readonly<Record<Exclude<Authentication, { ok: true }>['why'], string>> = {
  malformed: 'The API key is not of the form sk_…. Copy it again from where it was shown.',
  unknown: 'This API key is not known. Copy it again, or have an owner make a new one.',
  revoked: 'This API key was revoked. Ask an owner for a new one.',
  expired: 'This API key has expired. Ask an owner for a new one.',
  orphaned: 'Who made this API key has left the organization. Ask an owner for a new one.',
};
const HOW = 'Log in, or send the header "Authorization: Bearer sk_…" with an API key of your organization.';
/** Longer than the connection timeout of the auth pool, so that its own error speaks first. */
export const AUTH_DEADLINE_MS = 4_000;

/** The secret of an Authorization header; undefined when there is none. Throws `unauthenticated`. */
export function readBearer(header: string | undefined): string | undefined {
  if (header === undefined || header.trim() === '') return undefined;
  const match = /^Bearer +(\S+)$/i.exec(header.trim());
  if (match?.[1] === undefined) throw unauthenticated(`The Authorization header is of another form. ${HOW}`);
  return match[1];
}

export async function authenticateKey(auth: AuthDatabase, secret: string): Promise<Actor> {
  const result = await withDeadline(auth.authenticate(secret), AUTH_DEADLINE_MS);
  if (!result.ok) throw unauthenticated(WHY[result.why]);
  return fromKey(result.holder);
}

export function authorise(actor: Actor, permission: Permission): void {
  if (actor.madeByAgent !== undefined && KEPT_FROM_AGENTS.includes(permission)) {
    throw new AppError('forbidden', `An agent made this API key, and ${permission} is kept from agents.`, {
      extra: { requiredScope: permission },
    });
  }
  if (actor.permissions.includes(permission)) return;
  const who = actor.label.startsWith('key:') ? 'the API key does not have' : 'your role does not have';
  throw new AppError('forbidden', `This needs the scope ${permission}, which ${who}.`, {
    extra: { requiredScope: permission },
  });
}

export function toPersonActor({ id, name, email }: LoginPerson): PersonActor {
  return { personId: id, name, email, label: `person:${toPublicId('person', id)}` };
}

export function actingIn({ organizationId, role }: Membership, { personId, label }: PersonActor): Actor {
  return { organizationId, role, permissions: permissionsOf(role), label, personId };
}

function fromKey({ organizationId, role, permissions, keyId, personId, createdBy }: KeyHolder): Actor {
  const label = `key:${toPublicId('apiKey', keyId)}`;
  return {
    organizationId,
    role,
    permissions,
    label,
    ...(personId === undefined ? {} : { personId }),
    ...(createdBy?.startsWith('agent:') === true ? { madeByAgent: createdBy } : {}),
  };
}

/** Whose work a new key is: what is made with a key that an agent made is the agent's, too. */
export function makerOf({ label, madeByAgent }: Actor): string {
  return madeByAgent ?? label;
}

export function unauthenticated(detail: string = HOW): AppError {
  return new AppError('unauthenticated', detail, {
    headers: { 'WWW-Authenticate': 'Bearer realm="steward"' },
  });
}

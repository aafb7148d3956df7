/** Who is calling, as handlers see it. */
import { AppError } from '../../domain/errors.ts';
import type { Permission, Role } from '../../domain/access/permissions.ts';
import { toPublicId } from '../../domain/ids.ts';
import type { Authentication, AuthDatabase, KeyHolder } from '../../store/auth/authenticate.ts';
import { withDeadline } from '../deadline.ts';

export interface Actor {
  readonly organizationId: string;
  readonly role: Role;
  readonly permissions: readonly Permission[];
  /** How records show who did it, `key:key_…`. */
  readonly label: string;
}

const WHY: Readonly<Record<Exclude<Authentication, { ok: true }>['why'], string>> = {
  malformed: 'The API key is not of the form sk_…. Copy it again from where it was shown.',
  unknown: 'This API key is not known. Copy it again, or have an owner make a new one.',
  revoked: 'This API key was revoked. Ask an owner for a new one.',
  expired: 'This API key has expired. Ask an owner for a new one.',
};
const HOW = 'Send the header "Authorization: Bearer sk_…" with an API key of your organization.';
/** Longer than the connection timeout of the auth pool, so that its own error speaks first. */
const DEADLINE_MS = 4_000;

/** The secret of an Authorization header. Throws `unauthenticated`. */
export function readBearer(header: string | undefined): string {
  if (header === undefined || header.trim() === '') throw unauthenticated(HOW);
  const match = /^Bearer +(\S+)$/i.exec(header.trim());
  if (match?.[1] === undefined) throw unauthenticated(`The Authorization header is of another form. ${HOW}`);
  return match[1];
}

export async function authenticate(auth: AuthDatabase, secret: string): Promise<Actor> {
  const result = await withDeadline(auth.authenticate(secret), DEADLINE_MS);
  if (!result.ok) throw unauthenticated(WHY[result.why]);
  return toActor(result.holder);
}

export function authorise(actor: Actor, permission: Permission): void {
  if (actor.permissions.includes(permission)) return;
  throw new AppError('forbidden', `This needs the scope ${permission}, which the API key does not have.`, {
    extra: { requiredScope: permission },
  });
}

function toActor(holder: KeyHolder): Actor {
  const { organizationId, role, permissions, keyId } = holder;
  return { organizationId, role, permissions, label: `key:${toPublicId('apiKey', keyId)}` };
}

function unauthenticated(detail: string): AppError {
  return new AppError('unauthenticated', detail, {
    headers: { 'WWW-Authenticate': 'Bearer realm="steward"' },
  });
}

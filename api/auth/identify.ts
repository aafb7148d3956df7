/** Finds out who is calling and whether the route is theirs to use, by API key or by login cookie. */
import type { Request, Response } from 'express';
import type { Permission } from '../../domain/access/permissions.ts';
import { AppError } from '../../domain/errors.ts';
import { fromPublicId } from '../../domain/ids.ts';
import type { AppContext } from '../context.ts';
import { withDeadline } from '../../store/unavailable.ts';
import { stateOf } from '../request-state.ts';
import type { Access, Route } from '../route.ts';
import {
  type Actor,
  actingIn,
  AUTH_DEADLINE_MS,
  authenticateKey,
  authorise,
  type PersonActor,
  readBearer,
  toPersonActor,
  unauthenticated,
} from './actor.ts';
import { refuseForeignOrigin } from './same-origin.ts';

/** Which of their organizations a logged-in person means. */
const ORGANIZATION_HEADER = 'X-Steward-Organization';

interface Call {
  readonly ctx: AppContext;
  readonly req: Request;
  readonly res: Response;
}

export async function identify(route: Route, call: Call): Promise<Actor | PersonActor | undefined> {
  const { permission } = route;
  if (permission === 'public') return undefined;
  const secret = readBearer(call.req.headers.authorization);
  if (secret !== undefined) return identifyKey(permission, secret, call);
  const person = await identifyPerson(call);
  if (permission === 'person') return person;
  if (permission === 'staff') return onlyStaff(person, call);
  const actor = await inOrganization(person, call);
  authorise(actor, permission);
  return actor;
}

async function identifyKey(
  permission: Exclude<Access, 'public'>,
  secret: string,
  { ctx, res }: Call,
): Promise<Actor> {
  const actor = await authenticateKey(ctx.auth, secret);
  note(res, actor);
  if (permission === 'person' || permission === 'staff') {
    throw new AppError('forbidden', 'This is for people who are logged in; an API key does not do.', {
      extra: { requiredScope: permission },
    });
  }
  authorise(actor, permission);
  return actor;
}

async function identifyPerson({ ctx, req, res }: Call): Promise<PersonActor> {
  const { cookie } = req.headers;
  if (cookie === undefined) throw unauthenticated();
  const session = await withDeadline(ctx.login.sessionOf(cookie), AUTH_DEADLINE_MS);
  if (session === undefined) throw unauthenticated();
  refuseForeignOrigin(req, ctx.settings.publicUrl);
  for (const line of session.cookies) res.append('Set-Cookie', line);
  const person = toPersonActor(session.person);
  stateOf(res).principal = person.label;
  return person;
}

async function onlyStaff(person: PersonActor, { ctx }: Call): Promise<PersonActor> {
  if (await withDeadline(ctx.auth.people.isStaff(person.personId), AUTH_DEADLINE_MS)) return person;
  throw new AppError('forbidden', 'This is for the staff of the platform.', {
    extra: { requiredScope: 'staff' },
  });
}

async function inOrganization(person: PersonActor, { ctx, req, res }: Call): Promise<Actor> {
  const memberships = await withDeadline(ctx.auth.people.memberships(person.personId), AUTH_DEADLINE_MS);
  const wanted = req.get(ORGANIZATION_HEADER);
  const id = wanted === undefined ? memberships[0]?.organizationId : fromPublicId('organization', wanted);
  const membership = memberships.find((item) => item.organizationId === id);
  if (membership === undefined) {
    const detail =
      wanted === undefined
        ? 'You belong to no organization. Accept an invitation, or sign up with a new organization.'
        : 'There is no such organization among yours.';
    throw new AppError('not_found', detail);
  }
  const actor = actingIn(membership, person);
  note(res, actor);
  return actor;
}

/** For streams, which outlive their beginning: throws when the caller could not begin it now. */
export async function stillMay(
  permission: Permission,
  actor: Actor,
  { ctx, request }: { readonly ctx: AppContext; readonly request: Request },
): Promise<void> {
  const secret = readBearer(request.headers.authorization);
  if (secret !== undefined) {
    authorise(await authenticateKey(ctx.auth, secret), permission);
    return;
  }
  const session = await withDeadline(ctx.login.sessionOf(request.headers.cookie ?? ''), AUTH_DEADLINE_MS);
  if (session === undefined) throw unauthenticated();
  const person = toPersonActor(session.person);
  const memberships = await withDeadline(ctx.auth.people.memberships(person.personId), AUTH_DEADLINE_MS);
  const membership = memberships.find((item) => item.organizationId === actor.organizationId);
  if (membership === undefined) throw unauthenticated('You have left this organization.');
  authorise(actingIn(membership, person), permission);
}

function note(res: Response, { organizationId, label }: Actor): void {
  const state = stateOf(res);
  state.organizationId = organizationId;
  state.principal = label;
}

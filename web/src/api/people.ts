/** Signing up, logging in, and the people and keys of an organization: what the pages read and change. */
import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import type { Role } from '../../../domain/access/permissions.ts';
import type { apiKeyPage, newApiKeyView } from '../../../domain/contracts/api-keys.ts';
import type { invitationPage, memberPage, newInvitationView } from '../../../domain/contracts/members.ts';
import type { logInOptionsView, meView } from '../../../domain/contracts/people.ts';
import { ApiError, ask, get, withQuery } from './client.ts';
import { beginPerson, chooseOrganization, readApiKey, readOrganization, signOut } from './session.ts';

export type Me = z.output<typeof meView>;
type LogInOptions = z.output<typeof logInOptionsView>;
type MemberPage = z.output<typeof memberPage>;
export type MemberView = MemberPage['data'][number];
type InvitationPage = z.output<typeof invitationPage>;
export type InvitationView = InvitationPage['data'][number];
type ApiKeyPage = z.output<typeof apiKeyPage>;
export type ApiKeyView = ApiKeyPage['data'][number];
export type NewInvitation = z.output<typeof newInvitationView>;
export type NewApiKey = z.output<typeof newApiKeyView>;

/** Null for API keys, which are nobody. */
export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: async ({ signal }): Promise<Me | null> =>
    readApiKey() === null ? get<Me>('/v1/me', signal) : null,
  staleTime: 60_000,
  retry: false,
});

/** How people can log in here. */
export const logInOptionsQuery = queryOptions({
  queryKey: ['log-in-options'],
  queryFn: ({ signal }) => get<LogInOptions>('/v1/login/options', signal),
  staleTime: Number.POSITIVE_INFINITY,
});

/** Whether this browser has a login cookie; asked once when the page opens. */
export async function findPerson(): Promise<void> {
  try {
    const { memberships } = await get<Me>('/v1/me');
    // One may have left the organization that was chosen the last time.
    if (!memberships.some((item) => item.organizationId === readOrganization())) chooseOrganization(null);
    beginPerson();
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) signOut();
    else throw error;
  }
}

/** What a form says of one field, by its name; and of all together under an empty name. */
export function fieldErrors(error: Error | null): Readonly<Record<string, string>> {
  if (error === null) return {};
  const errors = error instanceof ApiError ? (error.problem?.errors ?? []) : [];
  return Object.fromEntries(
    errors.map(({ pointer, message }) => [pointer.split('/')[1] ?? '', message] as const),
  );
}

/** Where the answer is a person who is logged in; the last two ask who they are beforehand. */
type PersonPath = '/v1/signup' | '/v1/login' | '/v1/invitations/accept' | '/v1/organizations';
const ANONYMOUS: readonly PersonPath[] = ['/v1/signup', '/v1/login'];

/** Sign-up, log-in, accepted invitations and founded organizations all end in a person who is logged in. */
export function useBecomePerson(path: PersonPath) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (body: object) =>
      (await ask<Me>(path, { method: 'POST', body, anonymous: ANONYMOUS.includes(path) })).data,
    onSuccess: (me) => {
      client.clear();
      chooseOrganization(me.memberships.at(-1)?.organizationId ?? null);
      beginPerson();
    },
  });
}

export async function logOut(): Promise<void> {
  if (readApiKey() === null) await ask('/v1/logout', { method: 'POST' }).catch(() => undefined);
  signOut();
}

export function useOrder<Body extends object, Result>(
  path: string,
  { method = 'POST', refresh }: { method?: 'POST' | 'PUT' | 'PATCH' | 'DELETE'; refresh?: string },
) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (body?: Body) =>
      (await ask<Result>(path, { method, ...(body === undefined ? {} : { body }) })).data,
    onSuccess: async () => {
      if (refresh !== undefined) await client.invalidateQueries({ queryKey: [refresh] });
    },
  });
}

export function listQuery<Page extends { nextCursor: string | null }>(name: string, path: string) {
  return infiniteQueryOptions({
    queryKey: [name],
    queryFn: ({ pageParam, signal }) => get<Page>(withQuery(path, { limit: 100, cursor: pageParam }), signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });
}

export const membersQuery = listQuery<MemberPage>('members', '/v1/members');
export const invitationsQuery = listQuery<InvitationPage>('invitations', '/v1/invitations');
export const apiKeysQuery = listQuery<ApiKeyPage>('api-keys', '/v1/api-keys');

export const ROLE_TEXTS: Readonly<Record<Role, string>> = {
  owner: 'Owner: everything, other owners too',
  admin: 'Admin: everything but owners',
  approver: 'Approver: starts runs and decides approvals',
  member: 'Member: starts runs',
  viewer: 'Viewer: looks only',
};

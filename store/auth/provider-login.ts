/** Logging in somebody whom an OpenID Connect provider has vouched for, as an operation of better-auth. */
import { createAuthEndpoint } from 'better-auth/api';
import { setSessionCookie } from 'better-auth/cookies';
import type { AuthContext, BetterAuthPlugin, User } from 'better-auth';
import { z } from 'zod';

/** Who somebody is at a provider that has verified their e-mail address. */
export interface ProvenIdentity {
  readonly issuer: string;
  readonly subject: string;
  readonly email: string;
  readonly name: string;
}

type Accounts = AuthContext['internalAdapter'];

const body = z.object({ issuer: z.string(), subject: z.string(), email: z.email(), name: z.string() });

/** better-auth's HTTP routes are served nowhere: this is called by our own callback route only. */
export function providerLogin() {
  return {
    id: 'provider-login',
    endpoints: {
      logInByProvider: createAuthEndpoint('/provider-login', { method: 'POST', body }, async (ctx) => {
        const { internalAdapter } = ctx.context;
        // Coming back twice at once, one of the two finds what the other has just made.
        const user = await personOf(internalAdapter, ctx.body).catch(() =>
          personOf(internalAdapter, ctx.body),
        );
        const session = await internalAdapter.createSession(user.id);
        await setSessionCookie(ctx, { session, user });
        return { user };
      }),
    },
  } satisfies BetterAuthPlugin;
}

/**
 * The person of that account; else the one with that address; else a new one. Linked before anything else is ended:
 * a person without any account could be anybody's who signs up with the address.
 */
async function personOf(accounts: Accounts, { issuer, ...identity }: ProvenIdentity): Promise<User> {
  const providerId = `oidc:${issuer}`;
  const email = identity.email.toLowerCase();
  const found = await accounts.findOAuthUser(email, identity.subject, providerId);
  const user =
    found?.user ??
    (await accounts.createUser({ email, name: identity.name.slice(0, 120), emailVerified: false }));
  if (!found?.linkedAccount) {
    await accounts.linkAccount({ userId: user.id, accountId: identity.subject, providerId });
  }
  if (user.emailVerified) return user;
  if (found !== null) await endUnproven(accounts, user.id);
  await accounts.updateUser(user.id, { emailVerified: true });
  return user;
}

/**
 * Whoever signed up with this address never proved that it is theirs, and the provider's person has: as after a
 * password reset, the old password and its sessions must not open what is theirs from now on.
 */
async function endUnproven(accounts: Accounts, personId: string): Promise<void> {
  const known = await accounts.findAccounts(personId);
  const passwords = known.filter((account) => account.providerId === 'credential');
  for (const { id } of passwords) await accounts.deleteAccount(id);
  await accounts.deleteUserSessions(personId);
}

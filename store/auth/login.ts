/**
 * Logging in: passwords, sessions and their cookies are better-auth's, in our tables and under our ids. It works
 * on a pool of its own as steward_auth and is called by its server API, so that our routes stay the only doors.
 */
import { Pool } from 'pg';
import { type Auth, type AuthOptions, createAuth } from './auth.ts';
import type { ProvenIdentity } from './provider-login.ts';

/** A sign-up that died between the person and the password: after this long nobody is still writing it. */
const HALF_MADE_AFTER_MS = 10_000;
const ATTEMPTS = 6;

export interface LoginPerson {
  readonly id: string;
  readonly name: string;
  readonly email: string;
}

export interface LoggedIn {
  readonly person: LoginPerson;
  /** Set-Cookie headers for the answer; empty when the browser's cookie stays as it is. */
  readonly cookies: readonly string[];
}

export interface Registration {
  readonly name: string;
  readonly email: string;
  readonly password: string;
}

export interface Login {
  /** Who the cookies of a request belong to. */
  sessionOf(cookieHeader: string): Promise<LoggedIn | undefined>;
  logIn(credentials: Pick<Registration, 'email' | 'password'>): Promise<LoggedIn | undefined>;
  /** A new person, or the same one again when the password is theirs; `taken` when it is not. */
  register(registration: Registration): Promise<(LoggedIn & { readonly isNew: boolean }) | 'taken'>;
  /** The person whom a provider vouches for; a new one when their address is unknown. */
  logInByProvider(identity: ProvenIdentity): Promise<LoggedIn>;
  logOut(cookieHeader: string): Promise<readonly string[]>;
  /** Sends a link when there is such a person; says nothing about whether there is. */
  requestReset(email: string): Promise<void>;
  /** False when the token is unknown, used or too old. Ends all sessions of the person. */
  resetPassword(token: string, password: string): Promise<boolean>;
  close(): Promise<void>;
}

export interface LoginOptions extends AuthOptions {
  /** PostgreSQL as steward_auth. */
  readonly url: string;
  readonly poolSize?: number;
}

export function openLogin(options: LoginOptions): Login {
  const pool = new Pool({
    connectionString: options.url,
    max: options.poolSize ?? 5,
    connectionTimeoutMillis: 3_000,
    statement_timeout: 3_000,
  });
  // A connection that breaks while idle is replaced when it is needed.
  pool.on('error', () => undefined);
  const auth = createAuth(options, pool);
  return {
    sessionOf: (cookieHeader) => orUnavailable(pool, () => sessionOf(auth, cookieHeader)),
    logIn: (credentials) => orUnavailable(pool, () => logIn(auth, credentials)),
    register: (registration) => orUnavailable(pool, () => register(auth, registration)),
    logInByProvider: (identity) => orUnavailable(pool, () => logInByProvider(auth, identity)),
    logOut: async (cookieHeader) => {
      const { headers } = await auth.api.signOut({ headers: cookies(cookieHeader), returnHeaders: true });
      return headers.getSetCookie();
    },
    requestReset: async (email) => {
      await auth.api.requestPasswordReset({ body: { email } });
    },
    resetPassword: (token, newPassword) =>
      unlessRefused(async () => {
        await auth.api.resetPassword({ body: { token, newPassword } });
        return true;
      }).then((done) => done ?? false),
    close: () => pool.end(),
  };
}

async function sessionOf(auth: Auth, cookieHeader: string): Promise<LoggedIn | undefined> {
  const { headers, response } = await auth.api.getSession({
    headers: cookies(cookieHeader),
    returnHeaders: true,
  });
  if (response === null) return undefined;
  return { person: toPerson(response.user), cookies: headers.getSetCookie() };
}

async function logIn(
  auth: Auth,
  { email, password }: Pick<Registration, 'email' | 'password'>,
): Promise<LoggedIn | undefined> {
  return unlessRefused(async () => {
    const { headers, response } = await auth.api.signInEmail({
      body: { email, password },
      returnHeaders: true,
    });
    return { person: toPerson(response.user), cookies: headers.getSetCookie() };
  });
}

async function logInByProvider(auth: Auth, identity: ProvenIdentity): Promise<LoggedIn> {
  const { headers, response } = await auth.api.logInByProvider({
    body: { ...identity },
    returnHeaders: true,
  });
  return { person: toPerson(response.user), cookies: headers.getSetCookie() };
}

/**
 * better-auth writes the person and the password one after the other. Whoever finds a person without a password
 * waits for whoever may be writing it, and completes what a crash left.
 */
async function register(auth: Auth, registration: Registration): ReturnType<Login['register']> {
  const { internalAdapter, password } = await auth.$context;
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const found = await internalAdapter.findUserByEmail(registration.email, { includeAccounts: true });
    if (found === null) {
      const made = await signUp(auth, registration);
      if (made !== undefined) return { ...made, isNew: true };
    } else if (found.accounts.length > 0) {
      const again = await logIn(auth, registration);
      return again === undefined ? 'taken' : { ...again, isNew: false };
    } else if (Date.now() - new Date(found.user.createdAt).getTime() > HALF_MADE_AFTER_MS) {
      const { id } = found.user;
      const hash = await password.hash(registration.password);
      await internalAdapter.linkAccount({
        userId: id,
        accountId: id,
        providerId: 'credential',
        password: hash,
      });
      continue;
    }
    await new Promise((resolve) => setTimeout(resolve, 150 * attempt));
  }
  throw new Error('a sign-up stayed half made');
}

async function signUp(auth: Auth, body: Registration): Promise<LoggedIn | undefined> {
  return unlessRefused(async () => {
    const { headers, response } = await auth.api.signUpEmail({ body: { ...body }, returnHeaders: true });
    return { person: toPerson(response.user), cookies: headers.getSetCookie() };
  });
}

/** Undefined when better-auth says no; its other errors are ours. */
async function unlessRefused<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    const { statusCode } = error as { statusCode?: unknown };
    if (typeof statusCode === 'number' && statusCode >= 400 && statusCode <= 499) return undefined;
    throw error;
  }
}

/** better-auth keeps to itself why the database did not answer; the database tells it again. */
async function orUnavailable<T>(pool: Pool, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    await pool.query('SELECT 1');
    throw error;
  }
}

function cookies(cookie: string): Headers {
  return new Headers({ cookie });
}

function toPerson({ id, name, email }: LoginPerson): LoginPerson {
  return { id, name, email };
}

/** better-auth as we use it: what it may do, and where it keeps what it knows. */
import { betterAuth } from 'better-auth';
import type { Pool } from 'pg';
import { PASSWORD_LENGTH } from '../../domain/contracts/people.ts';
import { newId } from '../new-id.ts';
import { providerLogin } from './provider-login.ts';

const DAY_S = 24 * 60 * 60;

export type Auth = ReturnType<typeof createAuth>;

export interface AuthOptions {
  readonly publicUrl: string;
  /** Signs the cookies. */
  readonly secret: string;
  readonly sendResetLink: (to: { readonly email: string; readonly token: string }) => Promise<void>;
}

/** Our tables and columns for what better-auth keeps. */
const TABLES = {
  user: {
    modelName: 'person',
    fields: { emailVerified: 'email_verified', createdAt: 'created_at', updatedAt: 'updated_at' },
  },
  session: {
    modelName: 'login_session',
    expiresIn: 14 * DAY_S,
    updateAge: DAY_S,
    fields: {
      userId: 'person_id',
      expiresAt: 'expires_at',
      ipAddress: 'ip_address',
      userAgent: 'user_agent',
      createdAt: 'created_at',
      updatedAt: 'updated_at',
    },
  },
  account: {
    modelName: 'login_account',
    fields: {
      userId: 'person_id',
      accountId: 'account_id',
      providerId: 'provider_id',
      accessToken: 'access_token',
      refreshToken: 'refresh_token',
      idToken: 'id_token',
      accessTokenExpiresAt: 'access_token_expires_at',
      refreshTokenExpiresAt: 'refresh_token_expires_at',
      createdAt: 'created_at',
      updatedAt: 'updated_at',
    },
  },
  verification: {
    modelName: 'login_verification',
    fields: { expiresAt: 'expires_at', createdAt: 'created_at', updatedAt: 'updated_at' },
    // Tokens of links: whoever reads the table must not be able to use them.
    storeIdentifier: 'hashed' as const,
  },
};

export function createAuth({ publicUrl, secret, sendResetLink }: AuthOptions, pool: Pool) {
  const markVerified = async (personId: string): Promise<void> => {
    await pool.query('UPDATE person SET email_verified = true WHERE id = $1', [personId]);
  };
  return betterAuth({
    appName: 'Steward',
    baseURL: publicUrl,
    basePath: '/v1/auth',
    secret,
    database: pool,
    telemetry: { enabled: false },
    logger: { disabled: true },
    rateLimit: { enabled: false },
    advanced: {
      cookiePrefix: 'steward',
      useSecureCookies: publicUrl.startsWith('https:'),
      defaultCookieAttributes: { httpOnly: true, sameSite: 'lax' },
      database: { generateId: () => newId() },
    },
    emailAndPassword: {
      enabled: true,
      minPasswordLength: PASSWORD_LENGTH.min,
      maxPasswordLength: PASSWORD_LENGTH.max,
      resetPasswordTokenExpiresIn: 60 * 60,
      revokeSessionsOnPasswordReset: true,
      sendResetPassword: ({ user, token }) => sendResetLink({ email: user.email, token }),
      // Whoever has the link reads the mail of that address.
      onPasswordReset: ({ user }) => markVerified(user.id),
    },
    plugins: [providerLogin()],
    ...TABLES,
  });
}

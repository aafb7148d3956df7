/** What login cookies are signed with. */
import { createHmac } from 'node:crypto';
import { type Config, required } from './env.ts';

/**
 * Given, or derived from the password of steward_auth: all processes share it, and who has it reads the sessions
 * anyway. A database without a password has nothing to derive from.
 */
export function loginSecret(given: string | undefined, authDatabaseUrl: string): string {
  if (given !== undefined) return given;
  const { password } = new URL(authDatabaseUrl);
  const source = required(password === '' ? undefined : password, 'STEWARD_LOGIN_SECRET');
  return createHmac('sha256', source).update('steward login cookies').digest('hex');
}

/** The same where it can be known; a worker need not have what signs cookies, and then writes no links to decide. */
export function knownLoginSecret({ secrets }: Config): string | undefined {
  const { loginSecret: given, database } = secrets;
  if (given !== undefined) return given;
  return database.auth === undefined || new URL(database.auth).password === ''
    ? undefined
    : loginSecret(undefined, database.auth);
}

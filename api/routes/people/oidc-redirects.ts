/** What the two steps of logging in through a provider share: the cookie between them, and the way back. */
import type { z } from 'zod';
import { oidcAttempt, type OidcRefusal } from '../../../domain/contracts/people.ts';
import { AppError } from '../../../domain/errors.ts';
import { type Oidc, OidcRefused } from '../../auth/oidc.ts';
import type { AppContext } from '../../context.ts';

type Attempt = z.output<typeof oidcAttempt>;
const MAX_AGE_S = 10 * 60;

export function oidcOrRefuse({ oidc }: AppContext): Oidc {
  if (oidc !== undefined) return oidc;
  throw new AppError(
    'not_found',
    'This installation has no provider to log in through. Log in with a password.',
  );
}

export function attemptCookie(ctx: AppContext, attempt: Attempt): string {
  return cookie(ctx, Buffer.from(JSON.stringify(attempt)).toString('base64url'), MAX_AGE_S);
}

export function forgetAttempt(ctx: AppContext): string {
  return cookie(ctx, '', 0);
}

/** It is the browser's own and needs no signature: whoever can write it can only log in as themselves. */
export function readAttempt(ctx: AppContext, cookieHeader = ''): Attempt | undefined {
  const prefix = `${cookieName(ctx)}=`;
  const value = cookieHeader.split('; ').find((pair) => pair.startsWith(prefix));
  if (value === undefined) return undefined;
  const parsed = oidcAttempt.safeParse(
    parseJson(Buffer.from(value.slice(prefix.length), 'base64url').toString()),
  );
  return parsed.success ? parsed.data : undefined;
}

/** The person reads why on the log-in page; the cause is the operator's. Throws what is no refusal. */
export function backToLogIn(ctx: AppContext, error: unknown, next = '/') {
  if (!(error instanceof OidcRefused)) throw error;
  const { reason, cause } = error;
  ctx.log[WHOSE_CONCERN[reason]]({ reason, cause: inShort(cause) }, 'nobody was logged in by OIDC');
  const query = new URLSearchParams({ oidc: reason, ...(next === '/' ? {} : { next }) });
  const location = `${ctx.settings.publicUrl}/sign-in?${query.toString()}`;
  return { body: { location }, headers: { Location: location } };
}

/** No more than that: the whole error may hold tokens and what is personal. */
function inShort(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const inner = inShort(error.cause);
  return inner === undefined ? error.message : `${error.message}: ${inner}`;
}

const WHOSE_CONCERN: Readonly<Record<OidcRefusal, 'warn' | 'info'>> = {
  unavailable: 'warn',
  refused: 'warn',
  unverified: 'info',
  cancelled: 'info',
  expired: 'info',
};

/** Behind https with a prefix that no other host of the domain can write. */
function cookieName({ settings: { publicUrl } }: AppContext): string {
  return publicUrl.startsWith('https:') ? '__Host-steward.oidc' : 'steward.oidc';
}

function cookie(ctx: AppContext, value: string, maxAgeS: number): string {
  const secure = ctx.settings.publicUrl.startsWith('https:') ? '; Secure' : '';
  return `${cookieName(ctx)}=${value}; Max-Age=${String(maxAgeS)}; Path=/; HttpOnly; SameSite=Lax${secure}`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

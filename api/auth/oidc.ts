/**
 * Logging in through an OpenID Connect provider: authorization code with PKCE, state and nonce. The ID token is
 * checked in full (issuer, audience, time, nonce, signature); what we take from it is who that is.
 */
import {
  allowInsecureRequests,
  authorizationCodeGrant,
  AuthorizationResponseError,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  type ClientAuth,
  ClientError,
  ClientSecretBasic,
  ClientSecretPost,
  clockTolerance,
  type Configuration,
  discovery,
  enableNonRepudiationChecks,
  fetchUserInfo,
  type IDToken,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
  ResponseBodyError,
} from 'openid-client';
import type { OidcRefusal } from '../../domain/contracts/people.ts';
import type { ProvenIdentity } from '../../store/auth/provider-login.ts';

export const OIDC_CALLBACK_PATH = '/v1/login/oidc/callback';
const TIMEOUT_S = 5;
const SCOPE = 'openid email profile';

export interface OidcOptions {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly name: string;
  readonly publicUrl: string;
}

/** What the browser keeps between leaving for the provider and coming back. */
export interface OidcAttempt {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

export interface Oidc {
  /** How people know the provider. */
  readonly name: string;
  begin(): Promise<{ readonly location: string; readonly attempt: OidcAttempt }>;
  /** `query` is what the provider sent the browser back with. Throws {@link OidcRefused}. */
  finish(query: string, attempt: OidcAttempt): Promise<ProvenIdentity>;
}

/** Nobody is logged in; `reason` is what the person is told, the cause is for the log. */
export class OidcRefused extends Error {
  override readonly name = 'OidcRefused';
  readonly reason: OidcRefusal;

  constructor(reason: OidcRefusal, cause?: unknown) {
    super(`logging in by OIDC: ${reason}`, { cause });
    this.reason = reason;
  }
}

export function createOidc(options: OidcOptions): Oidc {
  const redirectUri = options.publicUrl + OIDC_CALLBACK_PATH;
  const provider = rememberSuccess(() => discover(options));
  return {
    name: options.name,
    begin: async () => {
      const config = await provider();
      const attempt = { state: randomState(), nonce: randomNonce(), verifier: randomPKCECodeVerifier() };
      const location = buildAuthorizationUrl(config, {
        redirect_uri: redirectUri,
        scope: SCOPE,
        state: attempt.state,
        nonce: attempt.nonce,
        code_challenge: await calculatePKCECodeChallenge(attempt.verifier),
        code_challenge_method: 'S256',
      });
      return { location: location.href, attempt };
    },
    finish: async (query, { state, nonce, verifier }) => {
      const config = await provider();
      const answer = new URL(`${redirectUri}?${query}`);
      if (answer.searchParams.get('state') !== state) throw new OidcRefused('expired');
      const checks = { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier };
      try {
        const tokens = await authorizationCodeGrant(config, answer, checks);
        const claims = tokens.claims();
        if (claims === undefined) throw new OidcRefused('refused');
        return await identityOf(config, claims, tokens.access_token);
      } catch (error) {
        throw toRefused(error);
      }
    },
  };
}

async function discover({ issuer, clientId, clientSecret }: OidcOptions): Promise<Configuration> {
  const isPlain = issuer.startsWith('http:');
  try {
    const config = await discovery(
      new URL(issuer),
      clientId,
      { client_secret: clientSecret, [clockTolerance]: 30 },
      authenticate(clientSecret),
      // Settings allow plain HTTP on loopback only.
      { timeout: TIMEOUT_S, ...(isPlain ? { execute: [allowInsecureRequests] } : {}) },
    );
    enableNonRepudiationChecks(config);
    return config;
  } catch (error) {
    throw new OidcRefused('unavailable', error);
  }
}

/** By header where the provider takes it, which is the standard's default; else in the body. */
function authenticate(secret: string): ClientAuth {
  return (server, client, body, headers) => {
    const taken = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
    const method = taken.includes('client_secret_basic') ? ClientSecretBasic : ClientSecretPost;
    method(secret)(server, client, body, headers);
  };
}

/** Providers may keep the address out of the ID token, and tell it where the access token is shown. */
async function identityOf(
  config: Configuration,
  claims: IDToken,
  accessToken: string,
): Promise<ProvenIdentity> {
  const told = 'email' in claims ? claims : await fetchUserInfo(config, accessToken, claims.sub);
  const { email, email_verified: isVerified, name } = told;
  if (typeof email !== 'string' || isVerified !== true) throw new OidcRefused('unverified');
  const { issuer } = config.serverMetadata();
  return { issuer, subject: claims.sub, email, name: typeof name === 'string' && name !== '' ? name : email };
}

function toRefused(error: unknown): OidcRefused {
  if (error instanceof OidcRefused) return error;
  if (error instanceof AuthorizationResponseError) {
    return new OidcRefused(error.error === 'access_denied' ? 'cancelled' : 'refused', error);
  }
  const isOut =
    error instanceof TypeError ||
    (error instanceof ClientError && error.code === 'OAUTH_TIMEOUT') ||
    (error instanceof ResponseBodyError && error.status >= 500);
  return new OidcRefused(isOut ? 'unavailable' : 'refused', error);
}

/** One attempt at a time; a failure is not remembered, so the next caller tries again. */
function rememberSuccess<T>(load: () => Promise<T>): () => Promise<T> {
  let loading: Promise<T> | undefined;
  return () => {
    loading ??= load().catch((error: unknown) => {
      loading = undefined;
      throw error;
    });
    return loading;
  };
}

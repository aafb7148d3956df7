/** How people are written to, and through whom else than us they log in. */
import { isIP } from 'node:net';
import { ConfigError, problemWith, type Values } from './load-values.ts';

export interface MailConfig {
  readonly from: string;
  /** `log`: an embedded stack on loopback shows mails to the user of the machine. `none`: nothing is sent. */
  readonly delivery: 'smtp' | 'log' | 'none';
}

const OIDC_SETTINGS = ['OIDC_ISSUER', 'OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET'] as const;

/** Its secret is among the secrets. */
export interface OidcConfig {
  readonly issuer: string;
  readonly clientId: string;
  readonly name: string;
}

export function readMail(values: Values, publicUrl: string): MailConfig {
  const from = values.MAIL_FROM ?? `Steward <steward@${new URL(publicUrl).hostname}>`;
  if (values.SMTP_URL !== undefined) return { from, delivery: 'smtp' };
  // A link is a key: it goes into the log only where nobody but the machine's user reads it.
  return { from, delivery: values.STEWARD_EMBEDDED && isLoopback(values.HOST) ? 'log' : 'none' };
}

export function readOidc(values: Values): OidcConfig | undefined {
  const missing = OIDC_SETTINGS.filter((name) => values[name] === undefined);
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_NAME: name } = values;
  if (missing.length === OIDC_SETTINGS.length) return undefined;
  if (issuer !== undefined && clientId !== undefined && missing.length === 0)
    return { issuer, clientId, name };
  throw new ConfigError(
    missing.map((setting) =>
      problemWith(setting, 'is not set, but logging in by OIDC needs all three settings'),
    ),
  );
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

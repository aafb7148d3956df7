/** A secret on its way out: the header it is sent in, and how it is kept out of everything that comes back. */
import type { OpenedCredential } from '../../store/credentials.store.ts';

export interface Secret {
  readonly headers: Readonly<Record<string, string>>;
  /** Blots out the secret, in every spelling in which others repeat what they were sent. */
  readonly mask: (text: string) => string;
}

export const NO_SECRET: Secret = { headers: {}, mask: (text) => text };

/** Shorter parts stand in many texts by chance. */
const SHORTEST_MASKED = 6;

export function secretOf({ name, kind, headerName, secret }: OpenedCredential): Secret {
  const encoded = Buffer.from(secret).toString('base64');
  const header =
    kind === 'header'
      ? { [(headerName ?? '').toLowerCase()]: secret }
      : { authorization: kind === 'basic' ? `Basic ${encoded}` : `Bearer ${secret}` };
  const parts = kind === 'basic' ? [secret, secret.slice(secret.indexOf(':') + 1)] : [secret];
  const spellings = [...new Set(parts.flatMap(spellingsOf))]
    .filter((text) => text.length >= SHORTEST_MASKED)
    .sort((a, b) => b.length - a.length);
  const blot = `[credential ${name}]`;
  return {
    headers: header,
    mask: (text) => spellings.reduce((masked, spelling) => masked.replaceAll(spelling, blot), text),
  };
}

function spellingsOf(secret: string): string[] {
  const base64 = Buffer.from(secret).toString('base64');
  return [
    secret,
    base64,
    base64.replace(/=+$/, ''),
    Buffer.from(secret).toString('base64url'),
    Buffer.from(secret).toString('hex'),
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
    secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;'),
  ];
}

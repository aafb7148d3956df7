/** Tokens in links: random, given away once, stored as a hash. */
import { createHash, randomBytes } from 'node:crypto';

export function createToken(): { readonly token: string; readonly tokenHash: string } {
  const token = randomBytes(32).toString('base64url');
  return { token, tokenHash: hashToken(token) };
}

/** Fast, because there is nothing to guess. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/**
 * Codes that are sent on channels. Only a keyed hash of a code is stored: it is short, so that a plain hash of it could be
 * searched through.
 */
import { createHmac, hkdfSync, randomInt, timingSafeEqual } from 'node:crypto';
import { REPLY_CODE_ALPHABET, REPLY_CODE_LENGTH } from '../domain/approval/reply-code.ts';

export interface ReplyCodes {
  create(): string;
  /** `addressId`: whose code it is. A code of one address is none of another. */
  hash(addressId: string, code: string): string;
}

/** The key is derived for this purpose alone. */
export function createReplyCodes(secret: string): ReplyCodes {
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'steward reply codes', 32));
  return {
    create: () =>
      Array.from(
        { length: REPLY_CODE_LENGTH },
        () => REPLY_CODE_ALPHABET[randomInt(REPLY_CODE_ALPHABET.length)],
      ).join(''),
    hash: (addressId, code) => createHmac('sha256', key).update(`${addressId}:${code}`).digest('hex'),
  };
}

/** In a time that tells nothing about where they differ. */
export function isSameHash(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}

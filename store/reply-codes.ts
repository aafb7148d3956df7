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
  /** Whether it is the code of this hash, in a time that tells nothing about where they differ. */
  matches(addressId: string, code: string, hash: string): boolean;
}

/** The key is derived for this purpose alone. */
export function createReplyCodes(secret: string): ReplyCodes {
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'steward reply codes', 32));
  const hash = (addressId: string, code: string): string =>
    createHmac('sha256', key).update(`${addressId}:${code}`).digest('hex');
  return {
    create: () =>
      Array.from(
        { length: REPLY_CODE_LENGTH },
        () => REPLY_CODE_ALPHABET[randomInt(REPLY_CODE_ALPHABET.length)],
      ).join(''),
    hash,
    matches: (addressId, code, expected) => {
      const [a, b] = [Buffer.from(hash(addressId, code)), Buffer.from(expected)];
      return a.length === b.length && timingSafeEqual(a, b);
    },
  };
}

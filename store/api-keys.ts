/** The form of API keys: made from randomness, shown once, stored as a hash. */
import { createHash, randomBytes } from 'node:crypto';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const BYTES = 32;
/** 62^43 > 2^256. */
const LENGTH = 43;
const SHOWN = 10;

export interface NewApiKey {
  /** The whole key; nobody can find it again. */
  readonly secret: string;
  /** Its first characters, by which people tell their keys apart. */
  readonly prefix: string;
  readonly secretHash: string;
}

export function createApiKey(): NewApiKey {
  let value = BigInt(`0x${randomBytes(BYTES).toString('hex')}`);
  let text = '';
  for (let i = 0; i < LENGTH; i += 1) {
    text = (ALPHABET[Number(value % 62n)] ?? '') + text;
    value /= 62n;
  }
  const secret = `sk_${text}`;
  return { secret, prefix: secret.slice(0, SHOWN), secretHash: hashApiKey(secret) };
}

/** A plain fast hash: the key has 256 random bits, there is nothing to guess. */
export function hashApiKey(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

export function isApiKeyShaped(text: string): boolean {
  return /^sk_[0-9A-Za-z]{1,120}$/.test(text);
}

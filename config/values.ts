/** How one environment variable is read: a schema from its text to its value, and what people are told about it. */
import { isIP } from 'node:net';
import { z } from 'zod';

export interface Setting<T> {
  readonly doc: string;
  readonly example: string;
  /** The text that is parsed when the variable is absent or empty. */
  readonly default?: string;
  /** Never printed, not even in an error about it. */
  readonly secret?: true;
  readonly schema: z.ZodType<T>;
}

type Facts = Pick<Setting<unknown>, 'doc' | 'example' | 'secret'>;

/** A variable that may be absent. */
export function optional<T>(schema: z.ZodType<T>, facts: Facts): Setting<T | undefined> {
  return { ...facts, schema };
}

/** A variable with a default, given as the text one would write into the environment. */
export function withDefault<T>(schema: z.ZodType<T>, fallback: string, facts: Facts): Setting<T> {
  return { ...facts, schema, default: fallback };
}

export const text = z.string().trim().min(1, 'must not be empty');

export function wholeNumber(min: number, max: number): z.ZodType<number> {
  const message = `must be a whole number from ${String(min)} to ${String(max)}`;
  return z
    .string()
    .regex(/^\d{1,12}$/, message)
    .transform(Number)
    .refine((value) => value >= min && value <= max, message);
}

export const port = wholeNumber(1, 65_535);

const YES = new Set(['1', 'true', 'yes', 'on']);
const NO = new Set(['0', 'false', 'no', 'off']);

export const flag: z.ZodType<boolean> = z
  .string()
  .transform((value) => value.trim().toLowerCase())
  .refine((value) => YES.has(value) || NO.has(value), 'must be 1 or 0')
  .transform((value) => YES.has(value));

export function oneOf<const T extends readonly [string, ...string[]]>(values: T): z.ZodType<T[number]> {
  return z.enum(values, { error: `must be one of ${values.join(', ')}` });
}

function parsedUrl(value: string): URL | undefined {
  return URL.canParse(value) ? new URL(value) : undefined;
}

/** A URL with one of the given schemes, returned without a trailing slash. */
function url(schemes: readonly string[], message: string): z.ZodType<string> {
  return z
    .string()
    .trim()
    .refine((value) => schemes.includes(parsedUrl(value)?.protocol ?? ''), message)
    .transform((value) => value.replace(/\/+$/, ''));
}

export const httpUrl = url(['http:', 'https:'], 'must be a URL that starts with http:// or https://');

export const databaseUrl = url(
  ['postgres:', 'postgresql:'],
  'must be a PostgreSQL URL (postgres://user:password@host:port/database)',
);

export const smtpUrl = url(['smtp:', 'smtps:'], 'must be a URL that starts with smtp:// or smtps://');

/** `Name <somebody@example.com>`, or the address alone. */
export const mailSender = z
  .string()
  .trim()
  .regex(
    /^([^<>@\r\n"]+ <[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/,
    'must be an address, or Name <address>',
  );

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/** Kept as it is given: providers compare it letter by letter. */
export const issuerUrl = z
  .string()
  .trim()
  .refine((value) => {
    const parsed = parsedUrl(value);
    return parsed?.protocol === 'https:' || (parsed?.protocol === 'http:' && LOOPBACK.test(parsed.hostname));
  }, 'must be a URL that starts with https:// (http:// on loopback only)');

export const hostAndPort = z
  .string()
  .trim()
  .regex(/^(\[[0-9a-fA-F:]+\]|[^\s:/]+):\d{1,5}$/, 'must be host:port, without a scheme');

const RANGE = /^([0-9a-fA-F:.]+)\/(\d{1,3})$/;

function isRange(text: string): boolean {
  const [, address = '', bits = ''] = RANGE.exec(text) ?? [];
  const family = isIP(address);
  return family !== 0 && Number(bits) >= 1 && Number(bits) <= (family === 4 ? 32 : 128);
}

/** Ranges of addresses, such as 10.0.0.0/8,fd00::/8. */
export const addressRanges: z.ZodType<readonly string[]> = z
  .string()
  .transform((value) => value.split(',').map((part) => part.trim()))
  .refine((ranges) => ranges.every(isRange), 'must be ranges of addresses such as 10.1.0.0/16,fd00:1::/32');

export interface EncryptionKey {
  readonly id: string;
  readonly key: Buffer;
}

const KEY_BYTES = 32;
const KEYS_PROBLEM = `must be id:base64key[,id:base64key…] with keys of ${String(KEY_BYTES)} bytes and different ids`;

function readKeys(value: string, ctx: z.RefinementCtx): readonly EncryptionKey[] {
  const keys = value.split(',').map((part): EncryptionKey => {
    const colon = part.indexOf(':');
    return {
      id: part.slice(0, Math.max(colon, 0)).trim(),
      key: Buffer.from(part.slice(colon + 1).trim(), 'base64'),
    };
  });
  const wellFormed = keys.every(({ id, key }) => /^[\w.-]{1,32}$/.test(id) && key.length === KEY_BYTES);
  if (!wellFormed || new Set(keys.map(({ id }) => id)).size !== keys.length) {
    ctx.addIssue({ code: 'custom', message: KEYS_PROBLEM });
    return z.NEVER;
  }
  return keys;
}

/** `id:base64key[,…]`; the first key encrypts, all of them decrypt. */
export const encryptionKeys: z.ZodType<readonly EncryptionKey[]> = z.string().transform(readKeys);

const price = z.number().min(0).max(100_000);

/** A JSON object: model name → prices in US dollars per 1,000,000 tokens. */
export const modelPrices = z
  .string()
  .transform((value, ctx) => {
    try {
      return JSON.parse(value) as unknown;
    } catch {
      ctx.addIssue({ code: 'custom', message: 'must be a JSON object' });
      return z.NEVER;
    }
  })
  .pipe(
    z.record(z.string(), z.strictObject({ input: price, cachedInput: price, output: price }), {
      error: 'must map model names to {"input", "cachedInput", "output"}',
    }),
  );

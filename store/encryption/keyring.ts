/**
 * Envelope encryption of single values (AES-256-GCM). Each value has a data key of its own, which is kept beside it,
 * wrapped by one of the configured keys: to change that key, only the wrapping is done again. Both layers are bound to
 * the place of the value, so that nothing can be moved to another row or organization and be read there.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { AppError } from '../../domain/errors.ts';

export interface EncryptionKey {
  readonly id: string;
  /** 32 bytes. */
  readonly key: Uint8Array;
}

/** Where a value stands. */
export interface Place {
  readonly organizationId: string;
  readonly table: string;
  readonly row: string;
  readonly field: string;
}

export interface Sealed {
  /** Which of the configured keys wraps the data key. */
  readonly keyId: string;
  readonly wrappedKey: Uint8Array<ArrayBuffer>;
  readonly ciphertext: Uint8Array<ArrayBuffer>;
}

const CIPHER = 'aes-256-gcm';
/** First byte of each box, should there ever be another form. */
const FORM = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEAD_BYTES = 1 + NONCE_BYTES + TAG_BYTES;

/** The value cannot be read: its key is not configured, or it is not what was written at this place. */
export class UnreadableSecret extends Error {
  override readonly name = 'UnreadableSecret';
}

export class Keyring {
  readonly #keys: ReadonlyMap<string, Uint8Array>;
  readonly #current: EncryptionKey | undefined;

  /** The first key encrypts, all decrypt. */
  constructor(keys: readonly EncryptionKey[]) {
    this.#keys = new Map(keys.map(({ id, key }) => [id, key]));
    this.#current = keys[0];
  }

  get keyIds(): readonly string[] {
    return [...this.#keys.keys()];
  }

  seal(text: string, place: Place): Sealed {
    const { id, key } = this.#currentKey();
    const dataKey = randomBytes(32);
    return {
      keyId: id,
      wrappedKey: close(dataKey, key, contextOf('key', place, id)),
      ciphertext: close(Buffer.from(text, 'utf8'), dataKey, contextOf('value', place)),
    };
  }

  open(sealed: Sealed, place: Place): string {
    const dataKey = this.#unwrap(sealed, place);
    return openBox(sealed.ciphertext, dataKey, contextOf('value', place)).toString('utf8');
  }

  /** The same data key under the current key; undefined when it is already. */
  rewrap(
    sealed: Pick<Sealed, 'keyId' | 'wrappedKey'>,
    place: Place,
  ): Pick<Sealed, 'keyId' | 'wrappedKey'> | undefined {
    const { id, key } = this.#currentKey();
    if (sealed.keyId === id) return undefined;
    const wrappedKey = close(this.#unwrap(sealed, place), key, contextOf('key', place, id));
    return { keyId: id, wrappedKey };
  }

  #currentKey(): EncryptionKey {
    if (this.#current !== undefined) return this.#current;
    throw new AppError(
      'unavailable',
      'Secrets cannot be kept here yet: the operator has to set STEWARD_ENCRYPTION_KEYS.',
    );
  }

  #unwrap({ keyId, wrappedKey }: Pick<Sealed, 'keyId' | 'wrappedKey'>, place: Place): Buffer {
    const key = this.#keys.get(keyId);
    if (key !== undefined) return openBox(wrappedKey, key, contextOf('key', place, keyId));
    const known = this.keyIds.map((id) => `"${id}"`).join(', ') || 'none';
    throw new UnreadableSecret(
      `STEWARD_ENCRYPTION_KEYS has no key "${keyId}" (it has: ${known}); put it back behind the first one`,
    );
  }
}

function contextOf(layer: 'key' | 'value', { organizationId, table, row, field }: Place, keyId = ''): Buffer {
  return Buffer.from(JSON.stringify(['steward', FORM, layer, organizationId, table, row, field, keyId]));
}

function close(plain: Uint8Array, key: Uint8Array, context: Buffer): Uint8Array<ArrayBuffer> {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(context);
  const body = Buffer.concat([cipher.update(plain), cipher.final()]);
  return new Uint8Array(Buffer.concat([Buffer.from([FORM]), nonce, cipher.getAuthTag(), body]));
}

function openBox(box: Uint8Array, key: Uint8Array, context: Buffer): Buffer {
  if (box.byteLength < HEAD_BYTES || box[0] !== FORM) throw new UnreadableSecret('not an encrypted value');
  const nonce = box.subarray(1, 1 + NONCE_BYTES);
  const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(context);
  decipher.setAuthTag(box.subarray(1 + NONCE_BYTES, HEAD_BYTES));
  try {
    return Buffer.concat([decipher.update(box.subarray(HEAD_BYTES)), decipher.final()]);
  } catch {
    throw new UnreadableSecret('this is not what was written here: wrong key, or changed since');
  }
}

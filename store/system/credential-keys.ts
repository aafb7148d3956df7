/** The keys under which secrets are kept, over all organizations. The secrets themselves are not readable here. */
import type { Keyring } from '../encryption/keyring.ts';
import { placeOfCredential } from '../credentials.store.ts';
import type { PrismaClient } from '../prisma.ts';

interface Wrapping {
  id: string;
  organizationId: string;
  wrappedKey: Uint8Array<ArrayBuffer>;
  keyId: string;
}

const BATCH = 200;

export class CredentialKeys {
  readonly #prisma: PrismaClient;

  constructor(prisma: PrismaClient) {
    this.#prisma = prisma;
  }

  /** How many secrets each key still holds. */
  async inUse(): Promise<ReadonlyMap<string, number>> {
    const rows = await this.#prisma.$queryRaw<{ keyId: string; count: number }[]>`
      SELECT key_id AS "keyId", count(id)::int AS count FROM credential GROUP BY key_id`;
    return new Map(rows.map(({ keyId, count }) => [keyId, count]));
  }

  /**
   * Wraps with the current key whatever another one holds; answers with how many. May be stopped and repeated: each
   * secret can be read at every moment. A secret that somebody replaces meanwhile is left to them.
   */
  async rewrap(keyring: Keyring): Promise<number> {
    const [current = ''] = keyring.keyIds;
    let done = 0;
    for (let after = '00000000-0000-0000-0000-000000000000'; ;) {
      const rows = await this.#prisma.$queryRaw<Wrapping[]>`
        SELECT id, organization_id AS "organizationId", wrapped_key AS "wrappedKey", key_id AS "keyId" FROM credential
        WHERE key_id <> ${current} AND id > ${after}::uuid ORDER BY id LIMIT ${BATCH}`;
      for (const row of rows) done += await this.#rewrapOne(keyring, row);
      const last = rows.at(-1);
      if (last === undefined) return done;
      after = last.id;
    }
  }

  async #rewrapOne(keyring: Keyring, row: Wrapping): Promise<number> {
    const next = keyring.rewrap(row, placeOfCredential(row.organizationId, row.id));
    if (next === undefined) return 0;
    return this.#prisma.$executeRaw`
      UPDATE credential SET wrapped_key = ${next.wrappedKey}, key_id = ${next.keyId}
      WHERE id = ${row.id}::uuid AND wrapped_key = ${row.wrappedKey}`;
  }
}

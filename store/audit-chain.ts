/** The arithmetic of the audit chain: what an entry's hashes cover, and whether a row of entries fits together. */
import { createHash } from 'node:crypto';

/** What stands before the first entry. */
export const CHAIN_START = '0'.repeat(64);

/** Stands in the organization's place in the chain of what the platform's staff changes. */
export const PLATFORM_CHAIN = '00000000-0000-0000-0000-000000000000';

export interface ChainedEntry {
  readonly seq: number;
  /** UUID. */
  readonly id: string;
  readonly actor: string;
  readonly action: string;
  readonly subjectKind: string;
  readonly subjectId: string;
  readonly valuesHash: string;
  readonly previousHash: string;
  readonly createdAt: Date;
}

/** Undefined where the values have been erased, which leaves the chain whole. */
export interface AuditedValues {
  readonly salt: string;
  readonly before: unknown;
  readonly after: unknown;
}

export type CheckedEntry = ChainedEntry & {
  readonly hash: string;
  readonly values: AuditedValues | undefined;
};

/** Covers the entry and, through `previousHash`, everything before it. */
export function entryHashOf(organizationId: string, entry: ChainedEntry): string {
  const { seq, id, actor, action, subjectKind, subjectId, valuesHash, previousHash, createdAt } = entry;
  const named = [organizationId, String(seq), id, actor, action, subjectKind, subjectId];
  return sha256(JSON.stringify([...named, valuesHash, previousHash, createdAt.toISOString()]));
}

/** Salted, so that nobody can guess an erased value from its hash. */
export function valuesHashOf({ salt, before, after }: AuditedValues): string {
  return sha256(JSON.stringify([salt, jsonText(before), jsonText(after)]));
}

/** Keys in order at every depth: PostgreSQL keeps jsonb in an order of its own, and the hash must survive that. */
export function jsonText(value: unknown): string | null {
  return value === undefined || value === null ? null : JSON.stringify(sorted(value));
}

/** Walks a chain, entry by entry, as it is read. */
export class ChainCheck {
  readonly #organizationId: string;
  #seq = 0;
  #hash = CHAIN_START;
  erasedValues = 0;
  problem: { readonly seq: number; readonly message: string } | undefined;

  constructor(organizationId: string) {
    this.#organizationId = organizationId;
  }

  get head(): { readonly seq: number; readonly hash: string } | undefined {
    return this.#seq === 0 ? undefined : { seq: this.#seq, hash: this.#hash };
  }

  /** False at the first entry that does not fit: what follows could prove nothing. */
  add(entry: CheckedEntry): boolean {
    const message = this.#whatIsWrong(entry);
    if (message !== undefined) {
      this.problem = { seq: entry.seq, message };
      return false;
    }
    this.#seq = entry.seq;
    this.#hash = entry.hash;
    if (entry.values === undefined) this.erasedValues += 1;
    return true;
  }

  #whatIsWrong(entry: CheckedEntry): string | undefined {
    if (entry.seq !== this.#seq + 1) return `entry ${String(this.#seq + 1)} is missing`;
    if (entry.previousHash !== this.#hash) return 'the entry does not continue the one before it';
    if (entry.hash !== entryHashOf(this.#organizationId, entry)) return 'the entry was changed';
    const { values } = entry;
    if (values !== undefined && valuesHashOf(values) !== entry.valuesHash) return 'its values were changed';
    return undefined;
  }
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value instanceof Date) return value.toISOString();
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(
    entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, member]) => [key, sorted(member)]),
  );
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

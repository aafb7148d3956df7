/**
 * The audit log: append-only by grants and trigger, and hash-chained, so that a row that was changed, dropped or
 * slipped in behind the database's back shows. The chain is over hashes; the values live apart and can be erased.
 */
import { createHash, randomBytes } from 'node:crypto';
import type { Scope } from './database.ts';
import { newId } from './new-id.ts';

export interface AuditRecord {
  /** Who did it, as `actor.label` has it. */
  readonly actor: string;
  /** What was done: `skill.updated`, `member.removed` … */
  readonly action: string;
  /** What it was done to: its kind and its public id. */
  readonly subject: { readonly kind: string; readonly id: string };
  readonly before?: unknown;
  readonly after?: unknown;
}

export interface AuditRow {
  readonly seq: bigint;
  readonly id: string;
  readonly actor: string;
  readonly action: string;
  readonly subject_kind: string;
  readonly subject_id: string;
  readonly values_hash: string;
  readonly previous_hash: string;
  readonly hash: string;
  readonly created_at: Date;
}

/** What stands before the first entry. */
export const CHAIN_START = '0'.repeat(64);

export class AuditStore {
  readonly #scope: Scope;

  constructor(scope: Scope) {
    this.#scope = scope;
  }

  /** Appends in the caller's transaction: a change that is undone leaves no entry. */
  async record(record: AuditRecord): Promise<void> {
    const { tx, organizationId } = this.#scope;
    // One writer at a time and organization: a chain cannot fork.
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`audit:${organizationId}`}, 0))`;
    const [last] = await tx.$queryRaw<{ seq: bigint; hash: string }[]>`
      SELECT seq, hash FROM audit_entry WHERE organization_id = ${organizationId}::uuid ORDER BY seq DESC LIMIT 1`;
    const id = newId();
    const salt = randomBytes(16).toString('hex');
    const [before, after] = [jsonText(record.before), jsonText(record.after)];
    const row = {
      seq: (last?.seq ?? 0n) + 1n,
      id,
      actor: record.actor,
      action: record.action,
      subject_kind: record.subject.kind,
      subject_id: record.subject.id,
      values_hash: valuesHashOf(salt, before, after),
      previous_hash: last?.hash ?? CHAIN_START,
      created_at: new Date(),
    };
    await tx.$executeRaw`
      WITH entry AS (
        INSERT INTO audit_entry (organization_id, seq, id, actor, action, subject_kind, subject_id, values_hash,
          previous_hash, hash, created_at)
        VALUES (${organizationId}::uuid, ${row.seq}, ${id}::uuid, ${row.actor}, ${row.action}, ${row.subject_kind},
          ${row.subject_id}, ${row.values_hash}, ${row.previous_hash}, ${entryHashOf(organizationId, row)},
          ${row.created_at.toISOString()}::timestamptz)
        RETURNING organization_id, id)
      INSERT INTO audit_value (organization_id, entry_id, salt, before, after)
      SELECT organization_id, id, ${salt}, ${before}::jsonb, ${after}::jsonb FROM entry`;
  }
}

/** Covers the entry and, through `previous_hash`, everything before it. */
export function entryHashOf(organizationId: string, row: Omit<AuditRow, 'hash'>): string {
  const { seq, id, actor, action, subject_kind, subject_id, values_hash, previous_hash, created_at } = row;
  const fields = [organizationId, String(seq), id, actor, action, subject_kind, subject_id, values_hash];
  return sha256(JSON.stringify([...fields, previous_hash, created_at.toISOString()]));
}

/** Salted, so that nobody can guess an erased value from its hash. */
export function valuesHashOf(salt: string, before: string | null, after: string | null): string {
  return sha256(JSON.stringify([salt, before, after]));
}

/** Keys in order at every depth: PostgreSQL keeps jsonb in an order of its own, and the hash must survive that. */
export function jsonText(value: unknown): string | null {
  return value === undefined || value === null ? null : JSON.stringify(sorted(value));
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

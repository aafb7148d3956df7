/**
 * The audit log: append-only by grants and trigger, and hash-chained, so that a row that was changed, dropped or
 * slipped in behind the database's back shows. The chain is over hashes; the values live apart and can be erased.
 */
import { randomBytes } from 'node:crypto';
import {
  CHAIN_START,
  ChainCheck,
  type CheckedEntry,
  entryHashOf,
  jsonText,
  valuesHashOf,
} from './audit-chain.ts';
import type { Scope } from './database.ts';
import { newId } from './new-id.ts';
import { type Page, type PageRequest, toPage } from './page.ts';
import { Prisma } from './prisma.ts';

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

export interface AuditFilter {
  readonly actor?: string | undefined;
  readonly action?: string | undefined;
  readonly subjectKind?: string | undefined;
  readonly subjectId?: string | undefined;
}

interface Row {
  seq: bigint;
  id: string;
  actor: string;
  action: string;
  subject_kind: string;
  subject_id: string;
  values_hash: string;
  previous_hash: string;
  hash: string;
  created_at: Date;
  salt: string | null;
  before: unknown;
  after: unknown;
}

const VERIFY_BATCH = 1000;

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
    const last = await this.#last();
    const values = { salt: randomBytes(16).toString('hex'), before: record.before, after: record.after };
    const entry = {
      seq: (last?.seq ?? 0) + 1,
      id: newId(),
      actor: record.actor,
      action: record.action,
      subjectKind: record.subject.kind,
      subjectId: record.subject.id,
      valuesHash: valuesHashOf(values),
      previousHash: last?.hash ?? CHAIN_START,
      createdAt: new Date(),
    };
    await tx.$executeRaw`
      WITH entry AS (
        INSERT INTO audit_entry (organization_id, seq, id, actor, action, subject_kind, subject_id, values_hash,
          previous_hash, hash, created_at)
        VALUES (${organizationId}::uuid, ${entry.seq}, ${entry.id}::uuid, ${entry.actor}, ${entry.action},
          ${entry.subjectKind}, ${entry.subjectId}, ${entry.valuesHash}, ${entry.previousHash},
          ${entryHashOf(organizationId, entry)}, ${entry.createdAt.toISOString()}::timestamptz)
        RETURNING organization_id, id)
      INSERT INTO audit_value (organization_id, entry_id, salt, before, after)
      SELECT organization_id, id, ${values.salt}, ${jsonText(values.before)}::jsonb, ${jsonText(values.after)}::jsonb
      FROM entry`;
  }

  /** Newest first. */
  async list(filter: AuditFilter, { limit, after }: PageRequest): Promise<Page<CheckedEntry>> {
    const equal = (column: string, value: string | undefined) =>
      value === undefined ? [] : [Prisma.sql`${Prisma.raw(column)} = ${value}`];
    const conditions = [
      Prisma.sql`e.organization_id = ${this.#scope.organizationId}::uuid`,
      ...equal('e.actor', filter.actor),
      ...equal('e.action', filter.action),
      ...equal('e.subject_kind', filter.subjectKind),
      ...equal('e.subject_id', filter.subjectId),
      ...(after === undefined
        ? []
        : [Prisma.sql`(e.created_at, e.id) < (${after.at.toISOString()}::timestamptz, ${after.id}::uuid)`]),
    ];
    const rows = await this.#rows(conditions, Prisma.sql`e.created_at DESC, e.id DESC`, limit + 1);
    return toPage(rows, limit);
  }

  /** In the order of the chain, from behind `after` on. */
  async chain(after: number, limit: number): Promise<Page<CheckedEntry>> {
    const conditions = [
      Prisma.sql`e.organization_id = ${this.#scope.organizationId}::uuid`,
      Prisma.sql`e.seq > ${after}`,
    ];
    return toPage(await this.#rows(conditions, Prisma.sql`e.seq`, limit + 1), limit);
  }

  /** Recomputes the whole chain. */
  async verify(): Promise<ChainCheck> {
    const check = new ChainCheck(this.#scope.organizationId);
    for (;;) {
      const { rows, hasMore } = await this.chain(check.head?.seq ?? 0, VERIFY_BATCH);
      for (const row of rows) if (!check.add(row)) return check;
      if (!hasMore) return check;
    }
  }

  async #last(): Promise<{ seq: number; hash: string } | undefined> {
    const { tx, organizationId } = this.#scope;
    const [row] = await tx.$queryRaw<{ seq: bigint; hash: string }[]>`
      SELECT seq, hash FROM audit_entry WHERE organization_id = ${organizationId}::uuid ORDER BY seq DESC LIMIT 1`;
    return row === undefined ? undefined : { seq: Number(row.seq), hash: row.hash };
  }

  async #rows(conditions: readonly Prisma.Sql[], order: Prisma.Sql, limit: number): Promise<CheckedEntry[]> {
    const rows = await this.#scope.tx.$queryRaw<Row[]>`
      SELECT e.seq, e.id, e.actor, e.action, e.subject_kind, e.subject_id, e.values_hash, e.previous_hash, e.hash,
        e.created_at, v.salt, v.before, v.after
      FROM audit_entry e
      LEFT JOIN audit_value v ON v.organization_id = e.organization_id AND v.entry_id = e.id
      WHERE ${Prisma.join([...conditions], ' AND ')} ORDER BY ${order} LIMIT ${limit}::int`;
    return rows.map(toEntry);
  }
}

function toEntry(row: Row): CheckedEntry {
  const { salt, before, after } = row;
  return {
    seq: Number(row.seq),
    id: row.id,
    actor: row.actor,
    action: row.action,
    subjectKind: row.subject_kind,
    subjectId: row.subject_id,
    valuesHash: row.values_hash,
    previousHash: row.previous_hash,
    hash: row.hash,
    createdAt: row.created_at,
    values: salt === null ? undefined : { salt, before, after },
  };
}

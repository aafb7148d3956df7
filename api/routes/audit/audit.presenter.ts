import { toPublicId } from '../../../domain/ids.ts';
import type { CheckedEntry } from '../../../store/audit-chain.ts';
import type { Page } from '../../../store/page.ts';
import { presentPage } from '../../cursor.ts';

function presentLink(entry: CheckedEntry) {
  const { seq, actor, action, subjectKind, subjectId, hash } = entry;
  const createdAt = entry.createdAt.toISOString();
  return {
    id: toPublicId('auditEntry', entry.id),
    seq,
    actor,
    action,
    subjectKind,
    subjectId,
    createdAt,
    hash,
  };
}

export function presentEntries(page: Page<CheckedEntry>) {
  return presentPage(
    page,
    (entry) => ({
      ...presentLink(entry),
      before: entry.values?.before ?? null,
      after: entry.values?.after ?? null,
      erased: entry.values === undefined,
    }),
    (entry) => ({ at: entry.createdAt, id: entry.id }),
  );
}

/** With all that somebody else needs to check it. */
export function presentExported(entry: CheckedEntry) {
  return {
    ...presentLink(entry),
    valuesHash: entry.valuesHash,
    previousHash: entry.previousHash,
    salt: entry.values?.salt ?? null,
    before: entry.values?.before ?? null,
    after: entry.values?.after ?? null,
  };
}

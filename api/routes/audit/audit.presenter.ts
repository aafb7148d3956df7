import { toPublicId } from '../../../domain/ids.ts';
import type { CheckedEntry } from '../../../store/audit-chain.ts';

export function presentLink(entry: CheckedEntry) {
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

import type { CredentialKind, CredentialView } from '../../../domain/contracts/credentials.ts';
import { AppError } from '../../../domain/errors.ts';
import { toPublicId } from '../../../domain/ids.ts';
import type { CredentialRow } from '../../../store/credentials.store.ts';

export function presentCredential(row: CredentialRow): CredentialView {
  const { name, kind, headerName, hosts, keyId, createdBy } = row;
  return {
    id: toPublicId('credential', row.id),
    name,
    kind: kind as CredentialKind,
    headerName,
    hosts,
    keyId,
    createdBy,
    createdAt: row.createdAt.toISOString(),
    rotatedAt: row.rotatedAt?.toISOString() ?? null,
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
  };
}

export function subjectOf(row: CredentialRow) {
  return { kind: 'credential', id: toPublicId('credential', row.id) };
}

/** What an audit entry says of it: everything but the secret. */
export function factsOf({ name, kind, headerName, hosts }: CredentialRow) {
  return { name, kind, headerName, hosts };
}

export function noCredential(): AppError {
  return new AppError('not_found', 'There is no such credential.');
}

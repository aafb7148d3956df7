import type { z } from 'zod';
import type { apiKeyView } from '../../../domain/contracts/api-keys.ts';
import { toPublicId } from '../../../domain/ids.ts';
import type { ApiKeyRow } from '../../../store/api-keys.store.ts';

export function presentApiKey(key: ApiKeyRow): z.input<typeof apiKeyView> {
  return {
    id: toPublicId('apiKey', key.id),
    name: key.name,
    prefix: key.prefix,
    role: key.role,
    scopes: key.scopes,
    createdBy: key.createdBy,
    rotatedFromId: key.rotatedFromId === null ? null : toPublicId('apiKey', key.rotatedFromId),
    createdAt: key.createdAt.toISOString(),
    expiresAt: key.expiresAt?.toISOString() ?? null,
    lastUsedAt: key.lastUsedAt?.toISOString() ?? null,
    revokedAt: key.revokedAt?.toISOString() ?? null,
  };
}

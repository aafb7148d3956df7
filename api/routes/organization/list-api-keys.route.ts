/** GET /v1/api-keys: the organization's keys, by their prefix; the keys themselves are nowhere. */
import { apiKeyPage } from '../../../domain/contracts/agents.ts';
import { pageQuery } from '../../../domain/contracts/primitives.ts';
import { toPublicId } from '../../../domain/ids.ts';
import type { ApiKeyRow } from '../../../store/organization.store.ts';
import { presentPage, toPageRequest } from '../../cursor.ts';
import { defineRoute } from '../../route.ts';

export const listApiKeys = defineRoute({
  method: 'get',
  path: '/v1/api-keys',
  summary: 'List API keys',
  permission: 'organization:read',
  query: pageQuery,
  status: 200,
  response: apiKeyPage,

  async handle({ query, transact }) {
    const request = toPageRequest(query);
    const page = await transact((store) => store.organization.listApiKeys(request));
    return { body: presentPage(page, presentApiKey, (key) => ({ at: key.createdAt, id: key.id })) };
  },
});

function presentApiKey(key: ApiKeyRow) {
  return {
    id: toPublicId('apiKey', key.id),
    name: key.name,
    prefix: key.prefix,
    role: key.role,
    scopes: key.scopes,
    createdAt: key.createdAt.toISOString(),
    expiresAt: key.expiresAt?.toISOString() ?? null,
    lastUsedAt: key.lastUsedAt?.toISOString() ?? null,
    revokedAt: key.revokedAt?.toISOString() ?? null,
  };
}

/** GET /v1/api-keys: the organization's keys, by their prefix; the keys themselves are nowhere. */
import { apiKeyPage } from '../../../domain/contracts/api-keys.ts';
import { pageQuery } from '../../../domain/contracts/primitives.ts';
import { presentPage, toPageRequest } from '../../cursor.ts';
import { defineRoute } from '../../route.ts';
import { presentApiKey } from './api-key.presenter.ts';

export const listApiKeys = defineRoute({
  method: 'get',
  path: '/v1/api-keys',
  summary: 'List API keys',
  permission: 'organization:read',
  query: pageQuery,
  status: 200,
  response: apiKeyPage,

  async handle({ query, transact }) {
    const page = await transact((store) => store.apiKeys.list(toPageRequest(query)));
    return { body: presentPage(page, presentApiKey, (key) => ({ at: key.createdAt, id: key.id })) };
  },
});

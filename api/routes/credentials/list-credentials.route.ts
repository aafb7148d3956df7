/** GET /v1/credentials: what secrets there are and what they are for; the secrets themselves are in no answer. */
import { credentialPage } from '../../../domain/contracts/credentials.ts';
import { pageQuery } from '../../../domain/contracts/primitives.ts';
import { presentPage, toPageRequest } from '../../cursor.ts';
import { defineRoute } from '../../route.ts';
import { presentCredential } from './credential.presenter.ts';

export const listCredentials = defineRoute({
  method: 'get',
  path: '/v1/credentials',
  summary: 'List credentials',
  description: 'Secrets are written and used; nothing reads them again.',
  permission: 'organization:read',
  query: pageQuery,
  status: 200,
  response: credentialPage,

  async handle({ query, transact }) {
    const page = await transact((store) => store.credentials.list(toPageRequest(query)));
    return { body: presentPage(page, presentCredential, (row) => ({ at: row.createdAt, id: row.id })) };
  },
});

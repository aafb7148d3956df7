/** GET /v1/organizations/current: which organization is this, and what may the caller do in it? */
import { organizationView } from '../../../domain/contracts/agents.ts';
import { defineRoute } from '../../route.ts';
import { organizationEtag, presentOrganization } from './organization.presenter.ts';

export const getOrganization = defineRoute({
  method: 'get',
  path: '/v1/organizations/current',
  summary: 'Read the current organization',
  permission: 'organization:read',
  status: 200,
  response: organizationView,

  async handle({ actor, ctx, transact }) {
    const detail = await transact(async (store) => ({
      organization: await store.organization.get(),
      onboarding: await store.onboarding.get(),
    }));
    return {
      body: presentOrganization(detail, actor, ctx),
      headers: { ETag: organizationEtag(detail.organization) },
    };
  },
});

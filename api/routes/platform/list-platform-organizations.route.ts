/** GET /v1/platform/organizations: who is there, and how far their onboarding is. */
import { platformOrganizationPage } from '../../../domain/contracts/platform.ts';
import { pageQuery } from '../../../domain/contracts/primitives.ts';
import { toPublicId } from '../../../domain/ids.ts';
import { presentPage, toPageRequest } from '../../cursor.ts';
import { defineRoute } from '../../route.ts';
import { presentOnboarding } from '../organization/onboarding.presenter.ts';

export const listPlatformOrganizations = defineRoute({
  method: 'get',
  path: '/v1/platform/organizations',
  summary: 'List all organizations, newest first',
  description: "Nothing of what is in an organization is shown: its staff sees the platform's side only.",
  permission: 'staff',
  query: pageQuery,
  status: 200,
  response: platformOrganizationPage,

  async handle({ query, ctx }) {
    const page = await ctx.platform.transact((store) => store.organizations.list(toPageRequest(query)));
    return {
      body: presentPage(
        page,
        ({ organization: { id, name, timeZone, createdAt }, onboarding }) => ({
          id: toPublicId('organization', id),
          name,
          timeZone,
          onboarding: presentOnboarding(onboarding),
          createdAt: createdAt.toISOString(),
        }),
        ({ organization }) => ({ at: organization.createdAt, id: organization.id }),
      ),
    };
  },
});

/** GET /v1/organizations/current: whose key is this, and what may it do? */
import { organizationView } from '../../../domain/contracts/agents.ts';
import { toPublicId } from '../../../domain/ids.ts';
import { defineRoute } from '../../route.ts';

export const getOrganization = defineRoute({
  method: 'get',
  path: '/v1/organizations/current',
  summary: 'Read the organization of the key',
  permission: 'organization:read',
  status: 200,
  response: organizationView,

  async handle({ actor, ctx, transact }) {
    const organization = await transact((store) => store.organization.get());
    return {
      body: {
        id: toPublicId('organization', organization.id),
        name: organization.name,
        timeZone: organization.timeZone,
        demoModel: ctx.settings.isDemoModel,
        permissions: [...actor.permissions],
        createdAt: organization.createdAt.toISOString(),
      },
    };
  },
});

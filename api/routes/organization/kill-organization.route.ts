/** POST /v1/organizations/current/kill: stop all agents of the organization at once. */
import { organizationView } from '../../../domain/contracts/agents.ts';
import { defineRoute } from '../../route.ts';
import { organizationEtag, presentOrganization } from './organization.presenter.ts';

export const killOrganization = defineRoute({
  method: 'post',
  path: '/v1/organizations/current/kill',
  summary: 'Stop all agents at once (kill switch)',
  description:
    'All open runs end as cancelled, queued and waiting ones and their approvals included; steps in flight are ' +
    'cancelled. Until `POST /v1/organizations/current/resume` no run starts, dry runs included. Doing it twice ' +
    'changes nothing.',
  permission: 'organization:write',
  status: 200,
  response: organizationView,

  async handle({ actor, ctx, transact }) {
    const detail = await transact(async (store) => {
      await store.killSwitch.killOrganization(actor.label);
      return {
        organization: await store.organization.get(),
        onboarding: await store.onboarding.get(),
      };
    });
    return {
      body: presentOrganization(detail, actor, ctx),
      headers: { ETag: organizationEtag(detail.organization) },
    };
  },
});

/** POST /v1/organizations/current/resume: release the organization's kill switch. */
import { organizationView } from '../../../domain/contracts/agents.ts';
import { defineRoute } from '../../route.ts';
import { organizationEtag, presentOrganization } from './organization.presenter.ts';

export const resumeOrganization = defineRoute({
  method: 'post',
  path: '/v1/organizations/current/resume',
  summary: 'Release the kill switch of the organization',
  description:
    'Agents may start runs again. What was cancelled stays so and can be retried; agents that were killed by ' +
    'themselves stay killed. Releasing it when it is off changes nothing.',
  permission: 'organization:write',
  status: 200,
  response: organizationView,

  async handle({ actor, ctx, transact }) {
    const detail = await transact(async (store) => {
      await store.killSwitch.releaseOrganization(actor.label);
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

/** PATCH /v1/organizations/current: its name and its time zone. */
import { organizationView } from '../../../domain/contracts/agents.ts';
import { updateOrganizationBody } from '../../../domain/contracts/members.ts';
import { toPublicId } from '../../../domain/ids.ts';
import { requireMatch } from '../../if-match.ts';
import { defineRoute } from '../../route.ts';
import { organizationEtag, presentOrganization } from './organization.presenter.ts';

export const updateOrganization = defineRoute({
  method: 'patch',
  path: '/v1/organizations/current',
  summary: 'Edit the organization',
  description:
    'Needs `If-Match` with the ETag that was read: 428 without, 412 when somebody else was faster.',
  permission: 'organization:write',
  body: updateOrganizationBody,
  requestHeaders: { 'If-Match': 'ETag of the organization as it was read' },
  status: 200,
  response: organizationView,

  async handle({ body, headers, actor, ctx, transact }) {
    const { organization, onboarding } = await transact(async (store) => {
      const onboarding = await store.onboarding.get();
      const current = await store.organization.lock();
      requireMatch(headers, organizationEtag(current), 'organization');
      const { name = current.name, timeZone = current.timeZone } = body;
      if (name === current.name && timeZone === current.timeZone)
        return { organization: current, onboarding };
      await store.audit.record({
        actor: actor.label,
        action: 'organization.updated',
        subject: { kind: 'organization', id: toPublicId('organization', current.id) },
        before: { name: current.name, timeZone: current.timeZone },
        after: { name, timeZone },
      });
      return { organization: await store.organization.update({ name, timeZone }), onboarding };
    });
    return {
      body: presentOrganization({ organization, onboarding }, actor, ctx),
      headers: { ETag: organizationEtag(organization) },
    };
  },
});

/** PUT /v1/organizations/current/egress: the whole list of hosts, against the list that the editor saw. */
import { egressView, updateEgressBody } from '../../../domain/contracts/credentials.ts';
import { toPublicId } from '../../../domain/ids.ts';
import { requireMatch } from '../../if-match.ts';
import { defineRoute } from '../../route.ts';
import { answerEgress, egressEtag } from './egress.presenter.ts';

export const updateEgress = defineRoute({
  method: 'put',
  path: '/v1/organizations/current/egress',
  summary: 'Say which hosts agents may reach',
  description:
    'Takes the whole list; an empty one lets nothing out. It holds for the next request of every run, those that have ' +
    'begun included. Needs `If-Match` with the ETag that was read: 428 without, 412 when somebody else was faster.',
  permission: 'organization:write',
  body: updateEgressBody,
  requestHeaders: { 'If-Match': 'ETag of the list as it was read' },
  status: 200,
  response: egressView,

  async handle({ body, headers, actor, transact }) {
    const organization = await transact(async (store) => {
      const current = await store.organization.lock();
      requireMatch(headers, egressEtag(current), 'list of hosts');
      const { hosts } = body;
      if (JSON.stringify(hosts) === JSON.stringify(current.egressHosts)) return current;
      await store.audit.record({
        actor: actor.label,
        action: 'egress.updated',
        subject: { kind: 'organization', id: toPublicId('organization', current.id) },
        before: { hosts: current.egressHosts },
        after: { hosts },
      });
      return store.organization.update({ egressHosts: hosts });
    });
    return answerEgress(organization);
  },
});

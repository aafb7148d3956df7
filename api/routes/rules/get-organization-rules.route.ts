/** GET /v1/rules/org: the organization's own rules, in their order. */
import { organizationRules } from '../../../domain/contracts/rules.ts';
import { defineRoute } from '../../route.ts';
import { answerOrganizationRules } from './rule.presenter.ts';

export const getOrganizationRules = defineRoute({
  method: 'get',
  path: '/v1/rules/org',
  summary: "Read the organization's rules",
  description:
    'A rule that tries to loosen one of the platform names it in `overriddenBy`; the platform’s rule wins. ' +
    'The ETag is what `PUT` needs as `If-Match`.',
  permission: 'rules:read',
  status: 200,
  response: organizationRules,

  async handle({ transact }) {
    const { revision, rows } = await transact(async (store) => {
      const { revision } = await store.rules.ofOrganization();
      return { revision, rows: await store.rules.inForce() };
    });
    return answerOrganizationRules(revision, rows);
  },
});

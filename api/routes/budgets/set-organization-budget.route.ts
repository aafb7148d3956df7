/** PUT /v1/budgets/organization: all caps at once; runs that wait for budget look again. */
import { organizationBudgetBody, organizationBudgetView } from '../../../domain/contracts/budgets.ts';
import { toPublicId } from '../../../domain/ids.ts';
import { requireMatch } from '../../if-match.ts';
import { defineRoute } from '../../route.ts';
import { budgetEtag, organizationCaps, periodsNow, presentOrganizationBudget } from './budget.presenter.ts';

export const setOrganizationBudget = defineRoute({
  method: 'put',
  path: '/v1/budgets/organization',
  summary: "Set the organization's caps",
  description:
    'Takes all caps; what is left out or null is no cap. From the answer on no model call begins that could exceed ' +
    'them; runs that wait for budget look again at once. Needs `If-Match` with the ETag that was read: 428 without, ' +
    '412 when somebody else was faster.',
  permission: 'budgets:write',
  body: organizationBudgetBody,
  requestHeaders: { 'If-Match': 'ETag of the budget as it was read' },
  status: 200,
  response: organizationBudgetView,

  async handle({ body, headers, actor, transact }) {
    return transact(async (store) => {
      const periods = await periodsNow(store);
      await store.budgetSettings.lock(periods);
      const before = await store.budgetSettings.state(null, periods);
      requireMatch(headers, budgetEtag(before.budget), 'budget');
      const budget = await store.budgetSettings.put(null, body, periods);
      await store.audit.record({
        actor: actor.label,
        action: 'budget.updated',
        subject: { kind: 'organization', id: toPublicId('organization', actor.organizationId) },
        before: organizationCaps(before.budget),
        after: organizationCaps(budget),
      });
      const view = presentOrganizationBudget({ ...before, budget }, periods);
      return { body: view, headers: { ETag: budgetEtag(budget) } };
    });
  },
});

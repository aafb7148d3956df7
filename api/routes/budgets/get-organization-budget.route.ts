/** GET /v1/budgets/organization: the organization's caps and what is spent of them. */
import { organizationBudgetView } from '../../../domain/contracts/budgets.ts';
import { defineRoute } from '../../route.ts';
import { budgetEtag, periodsNow, presentOrganizationBudget } from './budget.presenter.ts';

export const getOrganizationBudget = defineRoute({
  method: 'get',
  path: '/v1/budgets/organization',
  summary: "Read the organization's budget",
  permission: 'budgets:read',
  status: 200,
  response: organizationBudgetView,

  async handle({ transact }) {
    return transact(async (store) => {
      const periods = await periodsNow(store);
      const state = await store.budgetSettings.state(null, periods);
      const headers = { ETag: budgetEtag(state.budget) };
      return { body: presentOrganizationBudget(state, periods), headers };
    });
  },
});

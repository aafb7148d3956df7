/** GET /v1/budgets/agents/{id}: an agent's own caps and what is spent of them. */
import { agentBudgetView } from '../../../domain/contracts/budgets.ts';
import { idParams } from '../../path-id.ts';
import { defineRoute } from '../../route.ts';
import { agentOrRefuse } from '../agents/agent-or-refuse.ts';
import { budgetEtag, periodsNow, presentAgentBudget } from './budget.presenter.ts';

export const getAgentBudget = defineRoute({
  method: 'get',
  path: '/v1/budgets/agents/{id}',
  summary: "Read an agent's budget",
  permission: 'budgets:read',
  params: idParams('agent'),
  status: 200,
  response: agentBudgetView,

  async handle({ params, transact }) {
    return transact(async (store) => {
      const { agent } = await agentOrRefuse(store, params.id);
      const periods = await periodsNow(store);
      const state = await store.budgetSettings.state(agent.id, periods);
      return { body: presentAgentBudget(agent, state, periods), headers: { ETag: budgetEtag(state.budget) } };
    });
  },
});

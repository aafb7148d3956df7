/** GET /v1/budgets: the agents with their caps and what each has spent, newest agent first. */
import { agentBudgetPage, listBudgetsQuery } from '../../../domain/contracts/budgets.ts';
import { presentPage, toPageRequest } from '../../cursor.ts';
import { defineRoute } from '../../route.ts';
import { periodsNow, presentAgentBudget } from './budget.presenter.ts';

export const listBudgets = defineRoute({
  method: 'get',
  path: '/v1/budgets',
  summary: "List the agents' budgets",
  description: "The organization's own is `/v1/budgets/organization`.",
  permission: 'budgets:read',
  query: listBudgetsQuery,
  status: 200,
  response: agentBudgetPage,

  async handle({ query, transact }) {
    return transact(async (store) => {
      const periods = await periodsNow(store);
      const page = await store.agents.list({}, toPageRequest(query));
      const ids = page.rows.map(({ agent }) => agent.id);
      const states = new Map(
        (await store.budgetSettings.states(ids, periods)).map((state, i) => [ids[i], state]),
      );
      const rows = page.rows.flatMap(({ agent }) => {
        const state = states.get(agent.id);
        return state === undefined ? [] : [{ agent, state }];
      });
      return {
        body: presentPage(
          { rows, hasMore: page.hasMore },
          ({ agent, state }) => presentAgentBudget(agent, state, periods),
          ({ agent }) => ({ at: agent.createdAt, id: agent.id }),
        ),
      };
    });
  },
});

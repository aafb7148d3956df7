/** PUT /v1/budgets/agents/{id}: all caps of an agent at once; its runs that wait for budget look again. */
import { agentBudgetBody, agentBudgetView } from '../../../domain/contracts/budgets.ts';
import { toPublicId } from '../../../domain/ids.ts';
import { requireMatch } from '../../if-match.ts';
import { idParams } from '../../path-id.ts';
import { defineRoute } from '../../route.ts';
import { agentOrRefuse } from '../agents/agent-or-refuse.ts';
import { agentCaps, budgetEtag, periodsNow, presentAgentBudget } from './budget.presenter.ts';

export const setAgentBudget = defineRoute({
  method: 'put',
  path: '/v1/budgets/agents/{id}',
  summary: "Set an agent's caps",
  description:
    "Takes all caps; what is left out or null is no cap of the agent's own: the organization's hold besides. Needs " +
    '`If-Match` with the ETag that was read: 428 without, 412 when somebody else was faster.',
  permission: 'budgets:write',
  params: idParams('agent'),
  body: agentBudgetBody,
  requestHeaders: { 'If-Match': 'ETag of the budget as it was read' },
  status: 200,
  response: agentBudgetView,

  async handle({ params, body, headers, actor, transact }) {
    return transact(async (store) => {
      const periods = await periodsNow(store);
      await store.budgetSettings.lock(periods);
      const { agent } = await agentOrRefuse(store, params.id);
      const before = await store.budgetSettings.state(agent.id, periods);
      requireMatch(headers, budgetEtag(before.budget), 'budget');
      const budget = await store.budgetSettings.put(agent.id, body, periods);
      await store.audit.record({
        actor: actor.label,
        action: 'budget.updated',
        subject: { kind: 'agent', id: toPublicId('agent', agent.id) },
        before: agentCaps(before.budget),
        after: agentCaps(budget),
      });
      const view = presentAgentBudget(agent, { ...before, budget }, periods);
      return { body: view, headers: { ETag: budgetEtag(budget) } };
    });
  },
});

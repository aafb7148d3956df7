/** DELETE /v1/platform/agents/{id}: organizations founded from now on get no clone of it. */
import { systemAgentView } from '../../../domain/contracts/platform.ts';
import { idParams } from '../../path-id.ts';
import { defineRoute } from '../../route.ts';
import { saveSystemAgent } from './save-system-agent.ts';
import { answerSystemAgent, systemAgentOrRefuse } from './system-agent.presenter.ts';

export const archiveSystemAgent = defineRoute({
  method: 'delete',
  path: '/v1/platform/agents/{id}',
  summary: 'Archive a system agent',
  description:
    'New organizations get no clone of it. Existing clones stay, and setting its status brings it back.',
  permission: 'staff',
  params: idParams('agent'),
  status: 200,
  response: systemAgentView,

  async handle({ params, actor, ctx }) {
    const saved = await ctx.platform.transact(async (store) => {
      const current = await systemAgentOrRefuse(store, params.id);
      const edit = { actor: actor.label, action: 'agent.archived', status: 'archived' } as const;
      return saveSystemAgent(store, current, edit);
    });
    return answerSystemAgent(saved);
  },
});

/** PUT /v1/platform/agents/{id}/schedules: when clones made from now on should start by themselves. */
import { setSystemAgentSchedulesBody, systemAgentView } from '../../../domain/contracts/platform.ts';
import { requireMatch } from '../../if-match.ts';
import { idParams } from '../../path-id.ts';
import { defineRoute } from '../../route.ts';
import { saveSystemAgent } from './save-system-agent.ts';
import { answerSystemAgent, systemAgentEtag, systemAgentOrRefuse } from './system-agent.presenter.ts';

export const setSystemAgentSchedules = defineRoute({
  method: 'put',
  path: '/v1/platform/agents/{id}/schedules',
  summary: 'Set the schedules of a system agent',
  description:
    'The whole list; it makes a version, so that clones are shown that their source has moved on. They take it over by a reset. ' +
    'Needs `If-Match` with the ETag that was read: 428 without, 412 when somebody else was faster.',
  permission: 'staff',
  params: idParams('agent'),
  body: setSystemAgentSchedulesBody,
  requestHeaders: { 'If-Match': 'ETag of the system agent as it was read' },
  status: 200,
  response: systemAgentView,

  async handle({ params, body, headers, actor, ctx }) {
    const saved = await ctx.platform.transact(async (store) => {
      const current = await systemAgentOrRefuse(store, params.id);
      requireMatch(headers, systemAgentEtag(current), 'system agent');
      const { schedules } = body;
      return saveSystemAgent(store, current, { actor: actor.label, action: 'agent.scheduled', schedules });
    });
    return answerSystemAgent(saved);
  },
});

/** POST /v1/agents/{id}/schedules: another time at which the agent should start. */
import { createScheduleBody, scheduleView } from '../../../domain/contracts/schedules.ts';
import { idParams } from '../../path-id.ts';
import { defineRoute } from '../../route.ts';
import { agentOrRefuse } from './agent-or-refuse.ts';
import { NOT_STARTED_YET } from './schedule-or-refuse.ts';
import { presentSchedule, scheduleEtag } from './schedule.presenter.ts';

export const createSchedule = defineRoute({
  method: 'post',
  path: '/v1/agents/{id}/schedules',
  summary: 'Add a schedule to an agent',
  description: NOT_STARTED_YET,
  permission: 'agents:write',
  params: idParams('agent'),
  body: createScheduleBody,
  status: 201,
  response: scheduleView,
  idempotent: true,

  async handle({ params, body, actor, once }) {
    return once(async (store) => {
      const { agent } = await agentOrRefuse(store, params.id);
      const organization = await store.organization.get();
      const schedule = await store.schedules.create(agent.id, body, actor.label);
      const view = presentSchedule(schedule, organization);
      const headers = { Location: `/v1/agents/${view.agentId}/schedules`, ...scheduleEtag(schedule) };
      return { status: 201, body: view, headers };
    });
  },
});

/** DELETE /v1/agents/{id}/schedules/{scheduleId}. */
import { scheduleView } from '../../../domain/contracts/schedules.ts';
import { defineRoute } from '../../route.ts';
import { scheduleOrRefuse, scheduleParams } from './schedule-or-refuse.ts';
import { presentSchedule } from './schedule.presenter.ts';

export const deleteSchedule = defineRoute({
  method: 'delete',
  path: '/v1/agents/{id}/schedules/{scheduleId}',
  summary: 'Delete a schedule',
  description: 'Answers the schedule as it was.',
  permission: 'agents:write',
  params: scheduleParams,
  status: 200,
  response: scheduleView,

  async handle({ params, actor, transact }) {
    const body = await transact(async (store) => {
      const schedule = await scheduleOrRefuse(store, params);
      await store.schedules.remove(schedule, actor.label);
      return presentSchedule(schedule, await store.organization.get());
    });
    return { body };
  },
});

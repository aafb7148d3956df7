/** PATCH /v1/agents/{id}/schedules/{scheduleId}: another time, another name, on or off. */
import { scheduleView, updateScheduleBody } from '../../../domain/contracts/schedules.ts';
import { changedMeanwhile, requireMatch } from '../../if-match.ts';
import { defineRoute } from '../../route.ts';
import { NOT_STARTED_YET, scheduleOrRefuse, scheduleParams } from './schedule-or-refuse.ts';
import { presentSchedule, scheduleEtag } from './schedule.presenter.ts';

export const updateSchedule = defineRoute({
  method: 'patch',
  path: '/v1/agents/{id}/schedules/{scheduleId}',
  summary: 'Edit a schedule',
  description: `${NOT_STARTED_YET} Needs \`If-Match\`; the ETag is \`updatedAt\` in milliseconds, in quotes.`,
  permission: 'agents:write',
  params: scheduleParams,
  body: updateScheduleBody,
  requestHeaders: { 'If-Match': 'ETag of the schedule as it was read' },
  status: 200,
  response: scheduleView,

  async handle({ params, body, headers, actor, transact }) {
    const { saved, organization } = await transact(async (store) => {
      const current = await scheduleOrRefuse(store, params);
      requireMatch(headers, scheduleEtag(current).ETag, 'schedule');
      const organization = await store.organization.get();
      const values = {
        name: body.name ?? current.name,
        cron: body.cron ?? current.cron,
        timeZone: body.timeZone === undefined ? current.timeZone : body.timeZone,
        enabled: body.enabled ?? current.enabled,
      };
      const saved = await store.schedules.update(current, values, actor.label);
      if (saved === undefined) throw changedMeanwhile('schedule');
      return { saved, organization };
    });
    return { body: presentSchedule(saved, organization), headers: { ...scheduleEtag(saved) } };
  },
});

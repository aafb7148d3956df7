import type { ScheduleView } from '../../../domain/contracts/schedules.ts';
import { toPublicId } from '../../../domain/ids.ts';
import { nextFires } from '../../../domain/schedule/next-fires.ts';
import type { Organization, Schedule } from '../../../store/generated/client.ts';

const TIMES_SHOWN = 3;

export function presentSchedule(schedule: Schedule, organization: Organization): ScheduleView {
  const { name, cron, timeZone, enabled } = schedule;
  const effectiveTimeZone = timeZone ?? organization.timeZone;
  const next = { cron, timeZone: effectiveTimeZone, after: new Date(), count: TIMES_SHOWN };
  const times = enabled ? nextFires(next) : [];
  return {
    id: toPublicId('schedule', schedule.id),
    agentId: toPublicId('agent', schedule.agentId),
    name,
    cron,
    timeZone,
    effectiveTimeZone,
    enabled,
    nextTimes: times.map((time) => time.toISOString()),
    createdAt: schedule.createdAt.toISOString(),
    updatedAt: schedule.updatedAt.toISOString(),
  };
}

/** The ETag of a schedule: when it was saved last. */
export function scheduleEtag({ updatedAt }: Schedule): { readonly ETag: string } {
  return { ETag: `"${String(updatedAt.getTime())}"` };
}

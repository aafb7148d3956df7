/** HTTP shapes of `/v1/agents/{id}/schedules`. */
import { z } from 'zod';
import { cronText } from './cron-text.ts';
import { idOf, pageOf, timestamp } from './primitives.ts';
import { timeZoneName } from './time-zone.ts';

const name = z.string().trim().min(1).max(120);
const zone = timeZoneName.nullable().meta({ description: "Null: the organization's own." });

export const createScheduleBody = z.strictObject({
  name,
  cron: cronText,
  timeZone: zone.default(null),
  enabled: z.boolean().default(true),
});

export const updateScheduleBody = z.strictObject({
  name: name.optional(),
  cron: cronText.optional(),
  timeZone: zone.optional(),
  enabled: z.boolean().optional(),
});

export const scheduleView = z
  .strictObject({
    id: idOf('schedule'),
    agentId: idOf('agent'),
    name: z.string(),
    cron: z.string(),
    timeZone: z.string().nullable(),
    effectiveTimeZone: z.string(),
    enabled: z.boolean(),
    nextTimes: z
      .array(timestamp)
      .meta({ description: 'The next three times it is due, none when it is off. Nothing is started yet.' }),
    createdAt: timestamp,
    updatedAt: timestamp,
  })
  .meta({ id: 'Schedule' });
export type ScheduleView = z.output<typeof scheduleView>;
export const schedulePage = pageOf(scheduleView).meta({ id: 'SchedulePage' });

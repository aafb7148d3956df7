/** Arguments and results that reading tools share. */
import { z } from 'zod';
import { localCalendar } from '../domain/schedule/local-calendar.ts';
import { type Period, type PeriodName, PERIODS, resolvePeriod } from '../domain/schedule/period.ts';
import type { ToolContext } from './define-tool.ts';

export const periodArgument = z
  .enum(PERIODS)
  .default('last_7_days')
  .describe("The period to look at, in whole days of the organization's time zone.");

export const limitArgument = z
  .int()
  .min(1)
  .max(100)
  .default(20)
  .describe('The most entries to list. Totals always count everything.');

export const periodResult = z.strictObject({
  label: z.string(),
  from: z.iso.date().describe('First day.'),
  to: z.iso.date().describe('Last day, included.'),
});

export const countResult = z.int().nonnegative();

/** Local time with its offset. */
export const timeResult = z.iso.datetime({ offset: true });

export function periodOf(ctx: ToolContext, name: PeriodName): Period {
  return resolvePeriod(name, ctx.now, ctx.organization.timeZone);
}

export function presentPeriod({ label, fromDate, toDate }: Period): z.output<typeof periodResult> {
  return { label, from: fromDate, to: toDate };
}

export function calendarOf(ctx: ToolContext) {
  return localCalendar(ctx.organization.timeZone);
}

/** get_engagement_stats: how much people were in touch, and how fast they were answered. */
import { z } from 'zod';
import {
  calendarOf,
  countResult,
  periodArgument,
  periodOf,
  periodResult,
  presentPeriod,
} from './arguments.ts';
import { defineTool, type ObjectFilter, type ToolContext } from './define-tool.ts';
import { readAll } from './read-objects.ts';

interface ReplyTime {
  readonly minutes: number;
  readonly count: number;
}

export const getEngagementStats = defineTool({
  name: 'get_engagement_stats',
  description:
    'Messages, calls and bookings of a period in numbers, with reply times and the busiest hour of the day.',
  effect: 'pure',
  risk: 'read',
  reads: ['message', 'call', 'booking'],
  input: z.strictObject({ period: periodArgument }),
  output: z.strictObject({
    period: periodResult,
    messages: z.strictObject({ received: countResult, sent: countResult, answeredWithinHour: countResult }),
    calls: z.strictObject({ handled: countResult, missed: countResult }),
    bookings: z
      .strictObject({ created: countResult, cancelled: countResult })
      .describe('Bookings that start in the period, and how many of them were cancelled.'),
    medianReplyMinutes: z.number().nonnegative().nullable().describe('null when nothing was answered.'),
    busiestHour: z
      .string()
      .nullable()
      .describe('Local hour in which most messages and calls came in, as 14:00; null when there were none.'),
  }),
  async execute({ period: name }, ctx) {
    const period = periodOf(ctx, name);
    const { objects } = ctx;
    const of = (type: string) => ({ type, from: period.from, to: period.to });
    const received = { ...of('message'), properties: { direction: 'in' } };
    const replies = await replyTimes(ctx, received);
    return {
      period: presentPeriod(period),
      messages: {
        received: await objects.count(received),
        sent: await objects.count({ ...of('message'), properties: { direction: 'out' } }),
        answeredWithinHour: replies.reduce((sum, { minutes, count }) => sum + (minutes <= 60 ? count : 0), 0),
      },
      calls: {
        handled: await objects.count({ ...of('call'), status: ['handled'] }),
        missed: await objects.count({ ...of('call'), status: ['missed'] }),
      },
      bookings: {
        created: await objects.count(of('booking')),
        cancelled: await objects.count({ ...of('booking'), status: ['cancelled'] }),
      },
      medianReplyMinutes: median(replies),
      busiestHour: await busiestHour(ctx, [
        received,
        { ...of('call'), properties: { direction: 'inbound' } },
      ]),
    };
  },
});

/** How often each reply time occurred, shortest first. */
async function replyTimes(ctx: ToolContext, received: ObjectFilter): Promise<ReplyTime[]> {
  const counts = await ctx.objects.countBy({ ...received, status: ['answered'] }, 'replyMinutes');
  return counts
    .filter(({ value }) => value !== null && value.trim() !== '')
    .map(({ value, count }) => ({ minutes: Number(value), count }))
    .filter(({ minutes }) => Number.isFinite(minutes) && minutes >= 0)
    .sort((a, b) => a.minutes - b.minutes);
}

function median(times: readonly ReplyTime[]): number | null {
  const total = times.reduce((sum, { count }) => sum + count, 0);
  if (total === 0) return null;
  const lower = minutesAt(times, Math.floor((total - 1) / 2));
  const upper = minutesAt(times, Math.floor(total / 2));
  return Math.round(((lower + upper) / 2) * 10) / 10;
}

function minutesAt(times: readonly ReplyTime[], position: number): number {
  let passed = 0;
  for (const { minutes, count } of times) {
    passed += count;
    if (position < passed) return minutes;
  }
  return times.at(-1)?.minutes ?? 0;
}

/** Of hours that are equally busy, the earliest. */
async function busiestHour(ctx: ToolContext, filters: readonly ObjectFilter[]): Promise<string | null> {
  const { hourOf } = calendarOf(ctx);
  const perHour = Array.from({ length: 24 }, () => 0);
  for (const filter of filters) {
    for (const { occurredAt } of await readAll(ctx, filter)) {
      const hour = hourOf(occurredAt);
      perHour[hour] = (perHour[hour] ?? 0) + 1;
    }
  }
  const most = Math.max(...perHour);
  return most === 0 ? null : `${String(perHour.indexOf(most)).padStart(2, '0')}:00`;
}

/** get_recent_leads: who asked, where they came from and how far they are. */
import { z } from 'zod';
import {
  calendarOf,
  countResult,
  limitArgument,
  periodArgument,
  periodOf,
  periodResult,
  presentPeriod,
  timeResult,
} from './arguments.ts';
import { defineTool } from './define-tool.ts';
import { textOf } from './read-objects.ts';

export const getRecentLeads = defineTool({
  name: 'get_recent_leads',
  description: 'Leads that came in during a period: how many, from which sources, and the newest of them.',
  effect: 'pure',
  risk: 'read',
  returnsOutsideText: true,
  reads: ['lead'],
  input: z.strictObject({ period: periodArgument, limit: limitArgument }),
  output: z.strictObject({
    period: periodResult,
    total: countResult,
    bySource: z.array(z.strictObject({ source: z.string(), count: countResult })),
    leads: z.array(
      z.strictObject({
        id: z.string(),
        name: z.string(),
        source: z.string(),
        status: z.string(),
        interest: z.string().nullable(),
        createdAt: timeResult,
      }),
    ),
  }),
  async execute({ period: name, limit }, ctx) {
    const period = periodOf(ctx, name);
    const calendar = calendarOf(ctx);
    const filter = { type: 'lead', from: period.from, to: period.to };
    const [sources, leads] = await Promise.all([
      ctx.objects.countBy(filter, 'source'),
      ctx.objects.find({ ...filter, limit }),
    ]);
    return {
      period: presentPeriod(period),
      total: sources.reduce((sum, { count }) => sum + count, 0),
      bySource: sources.map(({ value, count }) => ({ source: value ?? 'unknown', count })),
      leads: leads.map((lead) => ({
        id: lead.id,
        name: lead.name,
        source: textOf(lead, 'source') ?? 'unknown',
        status: lead.status ?? 'new',
        interest: textOf(lead, 'interest') ?? null,
        createdAt: calendar.isoOf(lead.occurredAt),
      })),
    };
  },
});

/** get_workspace_summary: the organization at a glance. */
import { z } from 'zod';
import { countResult, periodOf, periodResult, presentPeriod } from './arguments.ts';
import { defineTool, type ToolContext } from './define-tool.ts';

export const getWorkspaceSummary = defineTool({
  name: 'get_workspace_summary',
  description:
    'The organization at a glance: new leads, bookings and missed calls of the last 7 days; contacts, open tasks ' +
    'and unanswered messages as they stand now; what was invoiced this month and last month.',
  effect: 'pure',
  risk: 'read',
  reads: ['booking', 'call', 'contact', 'invoice', 'lead', 'message', 'task'],
  input: z.strictObject({}),
  output: z.strictObject({
    organization: z.string(),
    period: periodResult,
    counts: z.strictObject({
      contacts: countResult,
      newLeads: countResult,
      bookings: countResult.describe('Bookings that start in the period and were not cancelled.'),
      openTasks: countResult,
      unansweredMessages: countResult,
      missedCalls: countResult,
    }),
    revenue: z.strictObject({ currency: z.literal('EUR'), thisMonth: z.number(), lastMonth: z.number() }),
  }),
  async execute(_input, ctx) {
    const period = periodOf(ctx, 'last_7_days');
    const { objects } = ctx;
    const window = { from: period.from, to: period.to };
    return {
      organization: ctx.organization.name,
      period: presentPeriod(period),
      counts: {
        contacts: await objects.count({ type: 'contact' }),
        newLeads: await objects.count({ type: 'lead', ...window }),
        bookings: await objects.count({ type: 'booking', status: ['confirmed', 'attended'], ...window }),
        openTasks: await objects.count({ type: 'task', status: ['open'] }),
        unansweredMessages: await objects.count({ type: 'message', status: ['unanswered'] }),
        missedCalls: await objects.count({ type: 'call', status: ['missed'], ...window }),
      },
      revenue: {
        currency: 'EUR' as const,
        thisMonth: await invoiced(ctx, 'this_month'),
        lastMonth: await invoiced(ctx, 'last_month'),
      },
    };
  },
});

/** Amounts of the invoices issued in a month, in euros and cents, paid or not. */
async function invoiced(ctx: ToolContext, month: 'this_month' | 'last_month'): Promise<number> {
  const { from, to } = periodOf(ctx, month);
  const euros = await ctx.objects.sum({ type: 'invoice', from, to }, 'amount');
  return Math.round(euros * 100) / 100;
}

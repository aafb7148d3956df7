/** get_handled_calls: the calls of a period and what came of them. */
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
import { defineTool, type ObjectRecord } from './define-tool.ts';
import { contactOf, numberOf, textOf } from './read-objects.ts';

const callResult = z.strictObject({
  id: z.string(),
  contact: z.string(),
  direction: z.enum(['inbound', 'outbound']),
  outcome: z.string(),
  durationSeconds: z.number().nonnegative(),
  at: timeResult,
  summary: z.string().nullable(),
});

export const getHandledCalls = defineTool({
  name: 'get_handled_calls',
  description:
    'Phone calls of a period: how many were handled and missed, and the newest with outcome and summary.',
  effect: 'pure',
  risk: 'read',
  reads: ['call'],
  // Summaries repeat what callers said.
  returnsOutsideText: true,
  input: z.strictObject({ period: periodArgument, limit: limitArgument }),
  output: z.strictObject({
    period: periodResult,
    total: countResult,
    handled: countResult,
    missed: countResult,
    calls: z.array(callResult),
  }),
  async execute({ period: name, limit }, ctx) {
    const period = periodOf(ctx, name);
    const { isoOf } = calendarOf(ctx);
    const filter = { type: 'call', from: period.from, to: period.to };
    const [total, missed, calls] = await Promise.all([
      ctx.objects.count(filter),
      ctx.objects.count({ ...filter, status: ['missed'] }),
      ctx.objects.find({ ...filter, limit }),
    ]);
    return {
      period: presentPeriod(period),
      total,
      handled: total - missed,
      missed,
      calls: calls.map((call) => presentCall(call, isoOf(call.occurredAt))),
    };
  },
});

function presentCall(call: ObjectRecord, at: string): z.output<typeof callResult> {
  return {
    id: call.id,
    contact: contactOf(call),
    direction: call.properties['direction'] === 'outbound' ? 'outbound' : 'inbound',
    outcome: textOf(call, 'outcome') ?? call.status ?? 'unknown',
    durationSeconds: Math.max(0, numberOf(call, 'durationSeconds') ?? 0),
    at,
    summary: textOf(call, 'summary') ?? null,
  };
}

/** get_object: one record of any of these types, with what is linked to it. */
import { z } from 'zod';
import { calendarOf } from './arguments.ts';
import { defineTool } from './define-tool.ts';
import { idArgument, objectOr404, objectResult, presentObject, relatedResult } from './object-arguments.ts';

const TYPES = ['contact', 'company', 'lead', 'call', 'message', 'booking', 'task', 'note', 'invoice'];
const MOST_RELATED = 30;

export const getObject = defineTool({
  name: 'get_object',
  description:
    'One call, message, contact, company, lead, booking, task, note or invoice with its fields and what is linked to it.',
  effect: 'pure',
  risk: 'read',
  returnsOutsideText: true,
  reads: TYPES,
  input: z.strictObject({ id: idArgument('the record') }),
  output: z.strictObject({ object: objectResult, related: z.array(relatedResult) }),
  async execute({ id }, ctx) {
    const { isoOf } = calendarOf(ctx);
    const object = await objectOr404(ctx, id, TYPES);
    const related = await ctx.objects.related(id, { types: TYPES, limit: MOST_RELATED });
    return {
      object: presentObject(object, isoOf),
      related: related.map((item) => ({ ...presentObject(item.object, isoOf), relation: item.relation })),
    };
  },
});

/** get_contact: one contact with what happened lately. */
import { z } from 'zod';
import { calendarOf } from './arguments.ts';
import { defineTool } from './define-tool.ts';
import { idArgument, objectOr404, objectResult, presentObject, relatedResult } from './object-arguments.ts';

const RECENT = ['call', 'message', 'booking', 'lead', 'task', 'note'];

export const getContact = defineTool({
  name: 'get_contact',
  description:
    'One contact with its fields and its latest calls, messages, bookings, leads, tasks and notes, newest first.',
  effect: 'pure',
  risk: 'read',
  returnsOutsideText: true,
  reads: ['contact', ...RECENT],
  input: z.strictObject({
    id: idArgument('the contact'),
    limit: z
      .int()
      .min(1)
      .max(100)
      .default(30)
      .describe('The most calls, messages and other records to list in all.'),
  }),
  output: z.strictObject({
    contact: objectResult,
    revision: z.string().describe('For crm_write: the contact as it was read here.'),
    recent: z.array(relatedResult),
  }),
  async execute({ id, limit }, ctx) {
    const { isoOf } = calendarOf(ctx);
    const contact = await objectOr404(ctx, id, ['contact']);
    const related = await ctx.objects.related(id, { types: RECENT, limit });
    return {
      contact: presentObject(contact, isoOf),
      revision: contact.revision,
      recent: related.map(({ relation, object }) => ({ ...presentObject(object, isoOf), relation })),
    };
  },
});

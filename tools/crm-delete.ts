/** crm_delete: takes a contact or company away for good. */
import { z } from 'zod';
import { defineTool } from './define-tool.ts';
import { idArgument, notFound } from './object-arguments.ts';

const TYPES = ['contact', 'company'] as const;

export const crmDelete = defineTool({
  name: 'crm_delete',
  description:
    'Delete a contact or company for good, with the notes and memories about it. Calls, messages and bookings stay.',
  effect: 'at_most_once',
  risk: 'destructive',
  writes: [...TYPES, 'note', 'memory'],
  input: z.strictObject({
    type: z.enum(TYPES).describe('What it is.'),
    id: idArgument('the contact or company to delete'),
  }),
  output: z.strictObject({ id: z.string(), deleted: z.literal(true) }),
  async execute({ type, id }, ctx) {
    if (!(await ctx.writer.remove(id, [type]))) throw notFound(id, [type]);
    return { id, deleted: true as const };
  },
});

/** crm: contacts and companies by name. Writing and deleting are tools of their own, with their own risk. */
import { z } from 'zod';
import { calendarOf, countResult, limitArgument } from './arguments.ts';
import { defineTool } from './define-tool.ts';
import { objectResult, presentObject } from './object-arguments.ts';

export const crm = defineTool({
  name: 'crm',
  description:
    'Find contacts or companies by name: how many there are, and the newest of them with their fields and ids.',
  effect: 'pure',
  risk: 'read',
  returnsOutsideText: true,
  reads: ['contact', 'company'],
  input: z.strictObject({
    type: z.enum(['contact', 'company']).default('contact').describe('What to look for.'),
    name: z.string().trim().min(1).max(200).optional().describe('Part of the name; everybody when left out.'),
    limit: limitArgument,
  }),
  output: z.strictObject({ total: countResult, records: z.array(objectResult) }),
  async execute({ type, name, limit }, ctx) {
    const { isoOf } = calendarOf(ctx);
    const filter = { type, ...(name !== undefined && { nameContains: name }) };
    const [total, found] = await Promise.all([
      ctx.objects.count(filter),
      ctx.objects.find({ ...filter, limit }),
    ]);
    return { total, records: found.map((record) => presentObject(record, isoOf)) };
  },
});

/** remember: a fact for later runs, about one contact or for this agent alone. */
import { z } from 'zod';
import { defineTool } from './define-tool.ts';
import { idArgument, objectOr404 } from './object-arguments.ts';

export const remember = defineTool({
  name: 'remember',
  description:
    'Remember a fact for later: about a contact, for every agent; without a contact, for this agent alone.',
  effect: 'idempotent',
  risk: 'write',
  writes: ['memory'],
  input: z.strictObject({
    text: z.string().trim().min(1).max(2000).describe('What to remember, in your own words.'),
    aboutId: idArgument('the contact it is about').optional(),
  }),
  output: z.strictObject({ id: z.string(), text: z.string(), aboutId: z.string().nullable() }),
  async execute({ text, aboutId }, ctx) {
    const about = aboutId === undefined ? undefined : await objectOr404(ctx, aboutId, ['contact']);
    const { agentId } = await ctx.writer.source();
    const memory = await ctx.writer.create({
      type: 'memory',
      subtype: about === undefined ? 'agent' : 'contact',
      name: about === undefined ? 'Memory' : `Memory: ${about.name}`.slice(0, 200),
      properties: { text, agentId },
      occurredAt: ctx.now,
      ...(about !== undefined && { linkTo: { relation: 'about', id: about.id } }),
    });
    return { id: memory.id, text, aboutId: aboutId ?? null };
  },
});

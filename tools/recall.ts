/** recall: what was remembered, about one contact or by this agent for itself. */
import { z } from 'zod';
import { calendarOf, limitArgument, timeResult } from './arguments.ts';
import { defineTool, type ObjectRecord, type ToolContext } from './define-tool.ts';
import { idArgument, objectOr404 } from './object-arguments.ts';
import { textOf } from './read-objects.ts';

export const recall = defineTool({
  name: 'recall',
  description:
    'What is remembered, newest first: about a contact, or without a contact what this agent remembered for itself.',
  effect: 'pure',
  risk: 'read',
  // Agents put it in their own words, but what they put there came from contacts.
  returnsOutsideText: true,
  reads: ['memory'],
  input: z.strictObject({
    aboutId: idArgument('the contact').optional(),
    limit: limitArgument,
  }),
  output: z.strictObject({
    memories: z.array(z.strictObject({ id: z.string(), text: z.string(), at: timeResult })),
  }),
  async execute({ aboutId, limit }, ctx) {
    const { isoOf } = calendarOf(ctx);
    const found = aboutId === undefined ? await ofAgent(ctx, limit) : await ofContact(ctx, aboutId, limit);
    return {
      memories: found.map((memory) => ({
        id: memory.id,
        text: textOf(memory, 'text') ?? '',
        at: isoOf(memory.occurredAt),
      })),
    };
  },
});

async function ofAgent(ctx: ToolContext, limit: number): Promise<ObjectRecord[]> {
  const { agentId } = await ctx.writer.source();
  return ctx.objects.find({ type: 'memory', subtype: 'agent', properties: { agentId }, limit });
}

async function ofContact(ctx: ToolContext, id: string, limit: number): Promise<ObjectRecord[]> {
  await objectOr404(ctx, id, ['contact']);
  const related = await ctx.objects.related(id, { types: ['memory'], limit });
  return related.map(({ object }) => object);
}

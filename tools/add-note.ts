/** add_note: a note, or the analysis of a call or conversation, kept with what it is about. */
import { z } from 'zod';
import { defineTool } from './define-tool.ts';
import { idArgument, objectOr404 } from './object-arguments.ts';

const NOTE_KINDS = ['note', 'analysis'] as const;

export const addNote = defineTool({
  name: 'add_note',
  description:
    'Keep a note with a contact, call, message or other record. People see it there; nobody is told.',
  effect: 'idempotent',
  risk: 'write',
  writes: ['note'],
  input: z.strictObject({
    aboutId: idArgument('the record that the note belongs to'),
    text: z.string().trim().min(1).max(8000).describe('The note, as plain text or Markdown.'),
    kind: z.enum(NOTE_KINDS).default('note').describe('Whether it is a note or an analysis.'),
  }),
  output: z.strictObject({ id: z.string(), aboutId: z.string(), kind: z.enum(NOTE_KINDS) }),
  async execute({ aboutId, text, kind }, ctx) {
    const about = await objectOr404(ctx, aboutId);
    const note = await ctx.writer.create({
      type: 'note',
      subtype: kind,
      name: `${kind === 'analysis' ? 'Analysis' : 'Note'}: ${about.name}`.slice(0, 200),
      properties: { text },
      occurredAt: ctx.now,
      linkTo: { relation: 'about', id: aboutId },
    });
    return { id: note.id, aboutId, kind };
  },
});

/** tag_contact: puts tags on a contact or another record, and takes them off. */
import { z } from 'zod';
import { defineTool, type ObjectRecord, ToolError } from './define-tool.ts';
import { idArgument, notFound } from './object-arguments.ts';

const TAGGED = ['contact', 'company', 'lead', 'call', 'message'];
const MOST_TAGS = 50;

const tag = z.string().trim().toLowerCase().min(1).max(50);

export const tagContact = defineTool({
  name: 'tag_contact',
  description:
    'Put tags on a contact, company, lead, call or message, and take tags off. Returns the tags it has then.',
  effect: 'idempotent',
  risk: 'write',
  // Tags that were there may have been made from what people wrote.
  returnsOutsideText: true,
  writes: TAGGED,
  input: z.strictObject({
    id: idArgument('the contact, company, lead, call or message'),
    add: z.array(tag).max(20).default([]).describe('Tags to put on; those that are there stay.'),
    remove: z.array(tag).max(20).default([]).describe('Tags to take off.'),
  }),
  output: z.strictObject({
    id: z.string(),
    added: z.array(z.string()),
    removed: z.array(z.string()),
    tags: z.array(z.string()),
  }),
  async execute({ id, add, remove }, ctx) {
    const update = await ctx.writer.update(id, (current) => {
      if (!TAGGED.includes(current.type)) throw notFound(id, TAGGED);
      const kept = tagsOf(current.properties['tags']).filter((item) => !remove.includes(item));
      const tags = [...new Set([...kept, ...add])];
      if (tags.length > MOST_TAGS) {
        throw new ToolError('too_many_tags', `a record has at most ${String(MOST_TAGS)} tags`);
      }
      return { properties: { tags } };
    });
    if (update === undefined) throw notFound(id, TAGGED);
    const change = update.changes.find(({ field }) => field === 'tags');
    const before = change === undefined ? currentTags(update.object) : tagsOf(change.before);
    const tags = change === undefined ? before : tagsOf(change.after);
    return {
      id,
      added: tags.filter((item) => !before.includes(item)),
      removed: before.filter((item) => !tags.includes(item)),
      tags,
    };
  },
});

function currentTags(object: ObjectRecord): string[] {
  return tagsOf(object.properties['tags']);
}

function tagsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

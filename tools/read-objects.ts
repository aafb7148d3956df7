/** Reading objects whose properties nobody promised: imports and integrations write what they like. */
import type { ObjectFilter, ObjectRecord, ToolContext } from './define-tool.ts';

const PAGE = 500;

/** The property as text, or undefined when it is missing, empty or something else. */
export function textOf(object: ObjectRecord, property: string): string | undefined {
  const value = object.properties[property];
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

export function numberOf(object: ObjectRecord, property: string): number | undefined {
  const value = object.properties[property];
  return typeof value === 'number' ? value : undefined;
}

/** Who it is about. */
export function contactOf(object: ObjectRecord): string {
  return textOf(object, 'contact') ?? object.name;
}

/** All that match, oldest first, page by page: for what a single count cannot tell. */
export async function readAll(ctx: ToolContext, filter: ObjectFilter): Promise<ObjectRecord[]> {
  const found: ObjectRecord[] = [];
  for (;;) {
    ctx.signal.throwIfAborted();
    const after = found.at(-1);
    const page = await ctx.objects.find({ ...filter, ...(after && { after }), order: 'oldest', limit: PAGE });
    found.push(...page);
    if (page.length < PAGE) return found;
  }
}

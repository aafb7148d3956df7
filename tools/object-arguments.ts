/** Arguments and results of tools that work on single objects. */
import { z } from 'zod';
import { timeResult } from './arguments.ts';
import { type ObjectRecord, type ToolContext, ToolError } from './define-tool.ts';

export function idArgument(what: string) {
  return z.string().trim().min(1).max(40).describe(`Id of ${what}, such as obj_…, as another tool gave it.`);
}

const MOST_TEXT = 4000;

export const objectResult = z.strictObject({
  id: z.string(),
  type: z.string(),
  subtype: z.string().nullable(),
  name: z.string(),
  status: z.string().nullable(),
  at: timeResult,
  properties: z.record(z.string(), z.unknown()),
});

export const relatedResult = objectResult.extend({ relation: z.string() });

/** As the model reads it: without the record of who wrote which field, and without endless texts. */
export function presentObject(
  object: ObjectRecord,
  isoOf: (instant: Date) => string,
): z.output<typeof objectResult> {
  const { id, type, subtype, name, status, properties, occurredAt } = object;
  const shown = Object.entries(properties).filter(([key]) => key !== 'sources');
  const cut = shown.map(([key, value]) => [key, typeof value === 'string' ? shorten(value) : value]);
  return {
    id,
    type,
    subtype,
    name,
    status,
    at: isoOf(occurredAt),
    properties: Object.fromEntries(cut) as Record<string, unknown>,
  };
}

function shorten(text: string): string {
  return text.length > MOST_TEXT ? `${text.slice(0, MOST_TEXT)} …` : text;
}

/** The object, or an error that the model reads: another organization's id is no different from a wrong one. */
export async function objectOr404(ctx: ToolContext, id: string, types?: readonly string[]) {
  const object = await ctx.objects.get(id);
  if (object === undefined || (types !== undefined && !types.includes(object.type)))
    throw notFound(id, types);
  return object;
}

export function notFound(id: string, types: readonly string[] = ['object']): ToolError {
  return new ToolError('not_found', `there is no ${types.join(' or ')} with the id "${id}"`);
}

/** Shapes that every resource of the API shares. */
import { z } from 'zod';
import { fromPublicId, ID_PREFIXES, type IdKind } from '../ids.ts';

/** A prefixed id of one kind, such as `run_01h…`. */
export function idOf(kind: IdKind) {
  return z
    .string()
    .refine((text) => fromPublicId(kind, text) !== undefined, {
      error: `must be a ${kind} id like ${ID_PREFIXES[kind]}_01h2xcejqtf2nbrexx3vqjhp41`,
    })
    .meta({ example: `${ID_PREFIXES[kind]}_01h2xcejqtf2nbrexx3vqjhp41` });
}

export const timestamp = z.iso.datetime();
/** A time that a caller names. The database has no year 0; earlier than 1970 nothing of ours can have happened. */
export const givenTime = timestamp.refine((text) => text >= '1970', { error: 'must not be before 1970' });
export const microUsd = z.int().meta({ description: 'Integer micro-dollars (1,000,000 = 1 USD).' });

export const pageQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(200).optional(),
});

export function pageOf<T extends z.ZodType>(item: T) {
  return z.strictObject({ data: z.array(item), nextCursor: z.string().nullable(), hasMore: z.boolean() });
}

export const problem = z
  .looseObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    instance: z.string(),
    code: z.string(),
    requestId: z.string(),
    errors: z.array(z.strictObject({ pointer: z.string(), message: z.string() })).optional(),
  })
  .meta({ id: 'Problem' });
export type Problem = z.output<typeof problem>;

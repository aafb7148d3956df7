/** A public id in a path, given to the handler as the UUID that stores know. */
import { z } from 'zod';
import { fromPublicId, ID_PREFIXES, type IdKind } from '../domain/ids.ts';

/** One id of a path, for paths with several. */
export function pathId(kind: IdKind) {
  const example = `${ID_PREFIXES[kind]}_01h2xcejqtf2nbrexx3vqjhp41`;
  return z
    .string()
    .transform((text, ctx) => {
      const uuid = fromPublicId(kind, text);
      if (uuid !== undefined) return uuid;
      ctx.addIssue({ code: 'custom', message: `must look like ${example}` });
      return z.NEVER;
    })
    .meta({ example });
}

/** `{id}` of a path. */
export function idParams(kind: IdKind) {
  return z.strictObject({ id: pathId(kind) });
}

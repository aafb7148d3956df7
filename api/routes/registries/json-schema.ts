import { z } from 'zod';

/** JSON Schema (2020-12) of what a schema takes or gives; parts JSON Schema has no words for are left open. */
export function jsonSchemaOf(schema: z.ZodType, io: 'input' | 'output'): Record<string, unknown> {
  return { ...z.toJSONSchema(schema, { io, unrepresentable: 'any' }) };
}

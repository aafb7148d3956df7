/** crm_write: creates a contact or company, or changes fields of one. The value before is kept. */
import { z } from 'zod';
import { defineTool, ToolError, type ToolContext } from './define-tool.ts';
import { idArgument, notFound } from './object-arguments.ts';

const TYPES = ['contact', 'company'] as const;
/** Kept by the system itself. */
const RESERVED = ['source', 'sources', 'tags', 'changes'];

const field = z
  .string()
  .regex(/^[a-zA-Z][a-zA-Z0-9_]{0,49}$/, 'letters, digits and _ only, such as email or firstName')
  .refine((name) => !RESERVED.includes(name), `none of ${RESERVED.join(', ')}`);

const input = z.strictObject({
  action: z.enum(['create', 'update']).describe('Whether to make a new one or to change one.'),
  type: z.enum(TYPES).default('contact').describe('What to make or to change.'),
  id: idArgument('the contact or company to change').optional(),
  revision: z
    .string()
    .max(40)
    .optional()
    .describe('As it was read: the change is refused when somebody else has written since.'),
  name: z.string().trim().min(1).max(200).optional().describe('The name; required for a new one.'),
  fields: z
    .array(
      z.strictObject({
        field: field.describe('Name of the field, such as email, phone, city, language.'),
        value: z.string().max(2000).nullable().describe('The new value; null empties the field.'),
      }),
    )
    .max(30)
    .default([])
    .describe('The fields to write; all others stay as they are.'),
});

const value = z.unknown();

export const crmWrite = defineTool({
  name: 'crm_write',
  description:
    'Create a contact or company, or change fields of one. Returns what was changed with the values before.',
  effect: 'idempotent',
  risk: 'write',
  // The values before are what people wrote.
  returnsOutsideText: true,
  writes: [...TYPES],
  input,
  output: z.strictObject({
    id: z.string(),
    name: z.string(),
    revision: z.string().nullable(),
    changes: z.array(z.strictObject({ field: z.string(), before: value, after: value })),
  }),
  execute: (args, ctx) => (args.action === 'create' ? create(args, ctx) : update(args, ctx)),
});

type Arguments = z.output<typeof input>;

async function create({ type, name, fields }: Arguments, ctx: ToolContext) {
  if (name === undefined) throw new ToolError('name_missing', 'a new contact or company needs a name');
  const known = fields.filter((item) => item.value !== null);
  const made = await ctx.writer.create({
    type,
    name,
    properties: Object.fromEntries(known.map((item) => [item.field, item.value])),
    occurredAt: ctx.now,
  });
  const changes = known.map((item) => ({ field: item.field, before: null, after: item.value }));
  return { id: made.id, name: made.name, revision: null, changes };
}

async function update({ type, id, revision, name, fields }: Arguments, ctx: ToolContext) {
  if (id === undefined) throw new ToolError('id_missing', 'say which contact or company to change');
  const written = await ctx.writer.update(id, (current) => {
    if (current.type !== type) throw notFound(id, [type]);
    if (revision !== undefined && revision !== current.revision) {
      throw new ToolError('changed_since', `the ${type} was changed since you read it; read it again`);
    }
    const properties = Object.fromEntries(fields.map((item) => [item.field, item.value]));
    return { properties, ...(name !== undefined && { name }) };
  });
  if (written === undefined) throw notFound(id, [type]);
  const { object, changes } = written;
  return { id: object.id, name: object.name, revision: object.revision, changes: [...changes] };
}

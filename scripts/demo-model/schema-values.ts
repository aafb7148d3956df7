import { isObject } from './json.ts';
import type { JsonObject } from './json.ts';
import type { Random } from './random.ts';
import { numberFor, textFor } from './scalar-values.ts';
import { mergeSchemas, plainSchema, schemaType } from './schema-shape.ts';

const DEEPEST = 5;
const MOST_EXTRA_ITEMS = 3;

interface Context {
  root: unknown;
  random: Random;
  depth: number;
  /** Only what the schema demands: no optional fields, null where it is allowed. */
  minimal: boolean;
}

/** A value that satisfies a JSON schema; the same seed gives the same value. */
export function valueFor(schema: unknown, random: Random, minimal = false, root: unknown = schema): unknown {
  return write(schema, { root, random, depth: 0, minimal });
}

function write(schema: unknown, context: Context): unknown {
  const plain = plainSchema(schema, context.root);
  if ('const' in plain) return plain.const;
  const options = plain.enum ?? undefined;
  if (Array.isArray(options) && options.length > 0) {
    return context.minimal ? (options as unknown[])[0] : context.random.pick(options as unknown[]);
  }
  const branches = plain.anyOf ?? plain.oneOf;
  if (Array.isArray(branches) && branches.length > 0) {
    const { anyOf: _anyOf, oneOf: _oneOf, ...rest } = plain;
    const branch = plainSchema(pickBranch(branches, context), context.root);
    return write(mergeSchemas(rest, branch), context);
  }
  return writeType(plain, pickType(plain, context), context);
}

function writeType(schema: JsonObject, type: string, context: Context): unknown {
  if (type === 'object') return writeObject(schema, context);
  if (type === 'array') return writeArray(schema, context);
  if (type === 'integer' || type === 'number') {
    return numberFor(schema, type === 'integer', context.random);
  }
  if (type === 'boolean') return context.random.chance(0.5);
  return type === 'null' ? null : textFor(schema, context.minimal, context.random);
}

function pickType(schema: JsonObject, context: Context): string {
  const type = schemaType(schema);
  if (typeof type === 'string') return type;
  if (type.length === 0) return 'string';
  return tight(context) && type.includes('null') ? 'null' : context.random.pick(type);
}

/** Deep in a recursive schema the branch that ends soonest is taken, or it would never end. */
function pickBranch(branches: unknown[], context: Context): unknown {
  if (!tight(context)) return context.random.pick(branches);
  const weights = branches.map((branch) => weightOf(plainSchema(branch, context.root)));
  return branches[weights.indexOf(Math.min(...weights))];
}

function weightOf(schema: JsonObject): number {
  if ('const' in schema || 'enum' in schema) return 1;
  if ('anyOf' in schema || 'oneOf' in schema) return 3;
  const type = schemaType(schema);
  if (type === 'null') return 0;
  if (type === 'object') return 5;
  return type === 'array' ? 4 : 2;
}

function writeObject(schema: JsonObject, context: Context): JsonObject {
  const properties = isObject(schema.properties) ? schema.properties : {};
  const required = Array.isArray(schema.required) ? (schema.required as string[]) : [];
  const below = deeper(context);
  const written: JsonObject = {};
  for (const key of new Set([...Object.keys(properties), ...required])) {
    const property = properties[key];
    if (property === false) continue;
    const wanted = required.includes(key) || (!tight(context) && context.random.chance(0.5));
    if (wanted) written[key] = write(property ?? {}, below);
  }
  addExtraEntries(schema, written, below);
  return written;
}

function addExtraEntries(schema: JsonObject, written: JsonObject, context: Context): void {
  const least = typeof schema.minProperties === 'number' ? schema.minProperties : 0;
  const open = isObject(schema.additionalProperties);
  const extra =
    open && !tight(context) && Object.keys(written).length === 0 ? context.random.integer(0, 2) : 0;
  const target = Math.max(least, extra);
  for (let tries = 0; Object.keys(written).length < target && tries < 100; tries += 1) {
    const key = isObject(schema.propertyNames)
      ? write({ type: 'string', ...schema.propertyNames }, { ...context, minimal: false })
      : `${context.random.words(1)}${String(tries)}`;
    written[String(key)] = write(open ? schema.additionalProperties : {}, context);
  }
}

function writeArray(schema: JsonObject, context: Context): unknown[] {
  const prefix = Array.isArray(schema.prefixItems) ? (schema.prefixItems as unknown[]) : [];
  const count = lengthFor(schema, prefix.length, context);
  const below = deeper(context);
  const written: unknown[] = [];
  const seen = new Set<string>();
  for (let tries = 0; written.length < count && tries < count + 200; tries += 1) {
    const value = write(prefix[written.length] ?? schema.items ?? {}, below);
    const key = JSON.stringify(value);
    if (schema.uniqueItems === true && seen.has(key)) continue;
    seen.add(key);
    written.push(value);
  }
  return written;
}

function lengthFor(schema: JsonObject, prefixed: number, context: Context): number {
  const most = typeof schema.maxItems === 'number' ? schema.maxItems : Number.POSITIVE_INFINITY;
  const least = typeof schema.minItems === 'number' ? schema.minItems : 0;
  const closed = schema.items === false || (prefixed > 0 && schema.items === undefined);
  const room = closed || tight(context) ? 0 : context.random.integer(0, MOST_EXTRA_ITEMS);
  return Math.min(most, Math.max(least, prefixed) + room);
}

function tight(context: Context): boolean {
  return context.minimal || context.depth >= DEEPEST;
}

function deeper(context: Context): Context {
  return { ...context, depth: context.depth + 1 };
}

import { isObject } from '../json.ts';
import type { JsonObject } from '../json.ts';
import type { OfferedTool } from '../protocol.ts';
import { Random } from '../random.ts';
import { plainSchema, schemaType } from '../schema-shape.ts';
import { valueFor } from '../schema-values.ts';

/** The wanted arguments as far as the tool's schema takes them, completed with what it requires. */
export function fitArguments(tool: OfferedTool, wanted: JsonObject): JsonObject {
  const root = tool.parameters;
  const plain = plainSchema(root, root);
  const properties = isObject(plain.properties) ? plain.properties : {};
  const fitted: JsonObject = {};
  for (const [key, schema] of Object.entries(properties)) {
    if (key in wanted && accepts(schema, wanted[key], root)) fitted[key] = wanted[key];
  }
  const required = Array.isArray(plain.required) ? (plain.required as string[]) : [];
  for (const key of required) {
    if (!(key in fitted)) fitted[key] = valueFor(properties[key] ?? {}, new Random(1), true, root);
  }
  return fitted;
}

/** A quick check by type, options and bounds; what it lets through wrongly the tool's owner refuses. */
function accepts(schema: unknown, value: unknown, root: unknown): boolean {
  const plain = plainSchema(schema, root);
  const branches = plain.anyOf ?? plain.oneOf;
  if (Array.isArray(branches)) return branches.some((branch) => accepts(branch, value, root));
  if ('const' in plain) return plain.const === value;
  if (Array.isArray(plain.enum)) return plain.enum.includes(value);
  const types = [schemaType(plain)].flat();
  if (!types.some((type) => isOfType(type, value))) return false;
  return typeof value !== 'number' || within(plain, value);
}

function isOfType(type: string, value: unknown): boolean {
  if (type === 'integer') return Number.isInteger(value);
  if (type === 'null') return value === null;
  if (type === 'array') return Array.isArray(value);
  return type === 'object' ? isObject(value) : typeof value === type;
}

function within(schema: JsonObject, value: number): boolean {
  const low = typeof schema.minimum === 'number' ? schema.minimum : value;
  const high = typeof schema.maximum === 'number' ? schema.maximum : value;
  return value >= low && value <= high;
}

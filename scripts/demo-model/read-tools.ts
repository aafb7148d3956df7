import { isObject } from './json.ts';
import type { JsonObject } from './json.ts';
import { invalid } from './protocol.ts';
import type { OfferedTool } from './protocol.ts';

export function readTools(value: unknown): OfferedTool[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value) || value.length === 0) {
    throw invalid("'tools' must be a non-empty array; leave it out to offer none.", 'tools');
  }
  const tools = value.map(readTool);
  const names = new Set(tools.map((tool) => tool.name));
  if (names.size !== tools.length) throw invalid('Tool names must be unique.', 'tools');
  return tools;
}

function readTool(value: unknown, index: number): OfferedTool {
  const at = `tools[${String(index)}]`;
  const fn = isObject(value) && value.type === 'function' ? value.function : undefined;
  if (!isObject(fn)) throw invalid(`'${at}' must be {type: "function", function: {…}}.`, at);
  const { name, description } = fn;
  if (typeof name !== 'string' || !/^[\w-]{1,64}$/.test(name)) {
    throw invalid(`'${at}.function.name' must match ^[a-zA-Z0-9_-]{1,64}$.`, `${at}.function.name`);
  }
  const parameters = readParameters(fn, name, `${at}.function.parameters`);
  return { name, description: typeof description === 'string' ? description : '', parameters };
}

function readParameters(fn: JsonObject, name: string, param: string): JsonObject {
  const schema = fn.parameters ?? { type: 'object', properties: {} };
  if (!isObject(schema) || (schema.type ?? 'object') !== 'object') {
    const message = `Invalid schema for function '${name}': schema must be a JSON schema of type "object".`;
    throw invalid(message, param, 'invalid_function_parameters');
  }
  if (fn.strict === true) requireStrictSchema(schema, `function '${name}'`, param);
  return schema;
}

/** Strict mode wants closed objects with every property required; providers answer 400 otherwise. */
export function requireStrictSchema(schema: unknown, what: string, param: string): void {
  if (Array.isArray(schema)) {
    for (const entry of schema) requireStrictSchema(entry, what, param);
    return;
  }
  if (!isObject(schema)) return;
  if (isObject(schema.properties)) requireClosedObject(schema, schema.properties, what, param);
  for (const key of ['items', 'prefixItems', 'anyOf', 'oneOf', 'allOf']) {
    requireStrictSchema(schema[key], what, param);
  }
  for (const key of ['properties', '$defs', 'definitions']) {
    const named = schema[key];
    if (isObject(named)) requireStrictSchema(Object.values(named), what, param);
  }
}

function requireClosedObject(schema: JsonObject, properties: JsonObject, what: string, param: string): void {
  const code = param.startsWith('tools') ? 'invalid_function_parameters' : null;
  if (schema.additionalProperties !== false) {
    const message = `Invalid schema for ${what}: 'additionalProperties' must be supplied and be false.`;
    throw invalid(message, param, code);
  }
  const required: unknown[] = Array.isArray(schema.required) ? schema.required : [];
  const missing = Object.keys(properties).filter((key) => !required.includes(key));
  if (missing.length > 0) {
    const message = `Invalid schema for ${what}: 'required' must include every property; missing: ${missing.join(', ')}.`;
    throw invalid(message, param, code);
  }
}

import { isObject } from './json.ts';
import type { JsonObject } from './json.ts';

/** Follows $ref and folds allOf in, so that the caller sees one plain schema. */
export function plainSchema(schema: unknown, root: unknown): JsonObject {
  if (!isObject(schema)) return {};
  let plain = schema;
  for (let hops = 0; typeof plain.$ref === 'string' && hops < 50; hops += 1) {
    const { $ref, ...rest } = plain;
    plain = mergeSchemas(resolvePointer(root, $ref), rest);
  }
  if (!Array.isArray(plain.allOf)) return plain;
  const { allOf, ...rest } = plain;
  return (allOf as unknown[]).reduce<JsonObject>(
    (merged, part) => mergeSchemas(merged, plainSchema(part, root)),
    rest,
  );
}

export function mergeSchemas(left: JsonObject, right: JsonObject): JsonObject {
  const merged: JsonObject = { ...left, ...right };
  if (isObject(left.properties) && isObject(right.properties)) {
    const properties: JsonObject = { ...left.properties };
    for (const [key, value] of Object.entries(right.properties)) {
      const known = properties[key];
      properties[key] = isObject(known) && isObject(value) ? mergeSchemas(known, value) : value;
    }
    merged.properties = properties;
  }
  if (Array.isArray(left.required) && Array.isArray(right.required)) {
    merged.required = [
      ...new Set<unknown>([...(left.required as unknown[]), ...(right.required as unknown[])]),
    ];
  }
  return merged;
}

export function schemaType(schema: JsonObject): string | string[] {
  if (typeof schema.type === 'string') return schema.type;
  if (Array.isArray(schema.type)) return schema.type as string[];
  const has = (...keys: string[]): boolean => keys.some((key) => schema[key] !== undefined);
  if (has('properties', 'required', 'propertyNames')) return 'object';
  if (has('items', 'prefixItems', 'minItems', 'maxItems')) return 'array';
  if (has('minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf')) return 'number';
  return 'string';
}

function resolvePointer(root: unknown, pointer: string): JsonObject {
  let found = root;
  for (const step of pointer.replace(/^#\/?/, '').split('/')) {
    if (step === '') continue;
    const key = decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~');
    found = isObject(found)
      ? found[key]
      : Array.isArray(found)
        ? (found as unknown[])[Number(key)]
        : undefined;
  }
  return isObject(found) ? found : {};
}

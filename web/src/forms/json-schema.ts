/** Reads the JSON Schemas of the registries as far as a form needs them. */
export interface JsonSchema {
  readonly type?: string;
  readonly title?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly anyOf?: readonly JsonSchema[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
  readonly maxItems?: number;
}

export type FieldKind =
  'choice' | 'line' | 'text' | 'number' | 'switch' | 'choices' | 'list' | 'group' | 'json';

/** Strings that may be longer than this get a box of several lines. */
const LINE_LENGTH = 200;
const LONG_NAMES = /^(text|message|body|prompt|content|note|summary|description)$/;

export function fieldKind(name: string, schema: JsonSchema): FieldKind {
  if (choicesOf(schema) !== undefined) return 'choice';
  switch (schema.type) {
    case 'string':
      return LONG_NAMES.test(name) || (schema.maxLength ?? 0) > LINE_LENGTH ? 'text' : 'line';
    case 'number':
    case 'integer':
      return 'number';
    case 'boolean':
      return 'switch';
    case 'array':
      return arrayKind(schema.items);
    case 'object':
      return schema.properties === undefined ? 'json' : 'group';
    default:
      return 'json';
  }
}

function arrayKind(items: JsonSchema | undefined): FieldKind {
  if (items === undefined) return 'json';
  if (choicesOf(items) !== undefined) return 'choices';
  return items.type === 'string' ? 'list' : 'json';
}

/** The words a value may be, when there is a fixed set of them. */
export function choicesOf(schema: JsonSchema): string[] | undefined {
  const values = schema.enum ?? (schema.const === undefined ? undefined : [schema.const]);
  return values?.every((value) => typeof value === 'string') === true ? [...(values as string[])] : undefined;
}

/** `{anyOf: [X, null]}` is an optional X. */
export function withoutNull(schema: JsonSchema): JsonSchema {
  const others = schema.anyOf?.filter((option) => option.type !== 'null');
  const only = others?.length === 1 ? others[0] : undefined;
  return only === undefined ? schema : { ...schema, ...only };
}

export type FieldErrors = Readonly<Record<string, string>>;

/** Messages of a problem document, by JSON pointer below `base` (`/input/period` → `/period`). */
export function errorsBelow(
  base: string,
  errors: readonly { readonly pointer: string; readonly message: string }[],
): FieldErrors {
  const below = errors.filter(({ pointer }) => pointer === base || pointer.startsWith(`${base}/`));
  return Object.fromEntries(below.map(({ pointer, message }) => [pointer.slice(base.length), message]));
}

export type JsonObject = Readonly<Record<string, unknown>>;

/** `object` with one member set, or left out when the field was emptied. */
export function withMember(object: JsonObject, name: string, value: unknown): JsonObject {
  if (value !== undefined) return { ...object, [name]: value };
  return Object.fromEntries(Object.entries(object).filter(([key]) => key !== name));
}

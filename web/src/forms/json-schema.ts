/** Reads the JSON Schemas of the registries and of remote tool servers as far as a form needs them. Pure. */
import { label } from '../ui/format.ts';

export interface JsonSchema {
  readonly type?: string;
  readonly title?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly required?: readonly unknown[];
  readonly items?: unknown;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly anyOf?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
}

type JsonType = 'string' | 'number' | 'object' | 'array';

/** What a schema says where it says it as schemas do: a remote server may have written anything. */
export function readSchema(raw: unknown): JsonSchema {
  const schema = isObject(raw) ? raw : {};
  const given = <T>(name: string, type: JsonType): Record<string, T> => {
    const value = memberOf(schema, name);
    return typeOf(value) === type ? { [name]: value as T } : {};
  };
  const choices = memberOf(schema, 'const') === undefined ? {} : { enum: [schema['const']] };
  return {
    ...choices,
    ...given<string>('type', 'string'),
    ...given<string>('title', 'string'),
    ...given<string>('description', 'string'),
    ...given<Record<string, unknown>>('properties', 'object'),
    ...given<unknown[]>('required', 'array'),
    ...given<unknown[]>('enum', 'array'),
    ...given<unknown[]>('anyOf', 'array'),
    ...given<number>('minimum', 'number'),
    ...given<number>('maximum', 'number'),
    ...given<number>('maxLength', 'number'),
    ...(memberOf(schema, 'items') === undefined ? {} : { items: schema['items'] }),
    ...(memberOf(schema, 'default') === undefined ? {} : { default: schema['default'] }),
  };
}

function typeOf(value: unknown): string {
  return Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value;
}

export type FieldKind =
  'choice' | 'line' | 'text' | 'number' | 'switch' | 'choices' | 'list' | 'group' | 'json';

/** Strings that may be longer than this get a box of several lines. */
const LINE_LENGTH = 200;
const TAG_LENGTH = 30;
const NUMBER_LENGTH = 13;
const LONG_NAMES = /^(text|message|body|prompt|content|note|summary|description)$/;

export function fieldKind(name: string, schema: JsonSchema): FieldKind {
  if (choicesOf(schema) !== undefined) return 'choice';
  switch (schema.type) {
    case 'string':
      return isLong(name, schema) ? 'text' : 'line';
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

export function isLong(name: string, { maxLength = 0 }: JsonSchema): boolean {
  return LONG_NAMES.test(name) || maxLength > LINE_LENGTH;
}

function arrayKind(raw: unknown): FieldKind {
  const items = readSchema(raw);
  if (choicesOf(items) !== undefined) return 'choices';
  return items.type === 'string' ? 'list' : 'json';
}

/** The words a value may be, when there is a fixed set of them. */
export function choicesOf(schema: JsonSchema): string[] | undefined {
  const { enum: values } = schema;
  return values?.every((value) => typeof value === 'string') === true ? [...new Set(values)] : undefined;
}

/** `{anyOf: [X, null]}` is an optional X. */
export function withoutNull(raw: unknown): JsonSchema {
  const schema = readSchema(raw);
  const others = schema.anyOf?.filter((option) => readSchema(option).type !== 'null') ?? [];
  const [only] = others;
  return others.length === 1 && isObject(raw) && isObject(only) ? readSchema({ ...raw, ...only }) : schema;
}

/** One field of a form over an object. */
export interface Field {
  readonly name: string;
  readonly schema: JsonSchema;
  readonly kind: FieldKind;
  /** Whether the schema knows of it. */
  readonly described: boolean;
}

/**
 * The fields over `value`: those that the schema names, in its order, then whatever else the value has. A member that its
 * own field would leave out or alter is shown as JSON: all of a value stands in some field, whatever the schema says.
 */
export function fieldsOf({ properties = {} }: JsonSchema, value: JsonObject): Field[] {
  const described = Object.entries(properties).map(([name, property]): Field => {
    const schema = withoutNull(property);
    return { name, schema, kind: kindFor(name, schema, memberOf(value, name)), described: true };
  });
  const others = Object.keys(value).filter((name) => !Object.hasOwn(properties, name));
  const schema = readSchema({});
  return [...described, ...others.map((name): Field => ({ name, schema, kind: 'json', described: false }))];
}

/** The schema's kind of field if it shows exactly this value, else JSON. What is in a line may not be in view. */
function kindFor(name: string, schema: JsonSchema, value: unknown): FieldKind {
  const kind = fieldKind(name, schema);
  if (value === undefined) return kind;
  if (!SHOWS[kind](value, schema)) return 'json';
  return kind === 'line' && value !== '' ? 'text' : kind;
}

const SHOWS: Readonly<Record<FieldKind, (value: unknown, schema: JsonSchema) => boolean>> = {
  choice: isAmong,
  // A text box makes one kind of line break of all.
  line: (value) => typeof value === 'string' && !value.includes('\r'),
  text: (value) => typeof value === 'string' && !value.includes('\r'),
  number: isPlainNumber,
  switch: (value) => typeof value === 'boolean',
  choices: (value, { items }) => isTags(value, (word) => isAmong(word, readSchema(items))),
  list: (value) => isTags(value, isTag),
  group: isObject,
  json: () => true,
};

/** What is shown are labels, which two words may share. */
function isAmong(value: unknown, schema: JsonSchema): boolean {
  const words = choicesOf(schema) ?? [];
  const isOwn = (word: string): boolean => word === value || label(word) !== label(String(value));
  return isTag(value) && words.includes(value) && words.every(isOwn);
}

function isTags(value: unknown, isOne: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && new Set(value).size === value.length && value.every(isOne);
}

/** A tag is one line, cut off at the width of a phone, without the spaces at its ends. */
function isTag(value: unknown): value is string {
  return typeof value === 'string' && value.length <= TAG_LENGTH && /^\S(?: ?\S)*$/.test(value);
}

/** No other digits than are typed, and within the bounds: the field moves what is not. */
function isPlainNumber(
  value: unknown,
  { type, minimum = -Infinity, maximum = Infinity }: JsonSchema,
): boolean {
  const text = JSON.stringify(value);
  if (typeof value !== 'number' || text.length > NUMBER_LENGTH || !/^-?\d+(\.\d+)?$/.test(text)) return false;
  return value >= minimum && value <= maximum && (type === 'number' || Number.isInteger(value));
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

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Its own: a member may be called what every object inherits. */
export function memberOf(object: JsonObject, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

/** `object` with one member set, or left out when the field was emptied. */
export function withMember(object: JsonObject, name: string, value: unknown): JsonObject {
  if (value !== undefined) return { ...object, [name]: value };
  return Object.fromEntries(Object.entries(object).filter(([key]) => key !== name));
}

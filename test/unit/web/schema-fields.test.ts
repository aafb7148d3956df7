/** Whoever approves a call sees all of its arguments, whatever the schema of its tool says of them. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  choicesOf,
  type Field,
  fieldsOf,
  isObject,
  type JsonObject,
  memberOf,
  readSchema,
} from '../../../web/src/forms/json-schema.ts';
import { label } from '../../../web/src/ui/format.ts';

/** What a person can read off a field: undefined where the field would show nothing, or something else. */
function readOff({ kind, schema }: Field, value: unknown): unknown {
  switch (kind) {
    case 'json':
      return JSON.parse(JSON.stringify(value));
    case 'group':
      return readForm(schema, value as JsonObject);
    case 'line':
      return value === '' ? '' : undefined;
    case 'text':
      return typeof value === 'string' ? value.replace(/\r\n?/g, '\n') : undefined;
    case 'switch':
      return value === true;
    case 'number':
      return Number(String(value).slice(0, 13));
    case 'choice':
      return wordOf(choicesOf(schema), value);
    case 'choices':
      return tagsOf(value).map((tag) => wordOf(choicesOf(readSchema(schema.items)), tag));
    case 'list':
      return [...new Set(tagsOf(value).map((tag) => tag.trim().replace(/\s+/g, ' ').slice(0, 30)))];
  }
}

const tagsOf = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);

/** The only word that is written like this. */
function wordOf(words: readonly string[] = [], value: unknown): string | undefined {
  const alike = words.filter((word) => typeof value === 'string' && label(word) === label(value));
  return alike.length === 1 && alike[0] === value ? alike[0] : undefined;
}

function readForm(schema: unknown, value: JsonObject): JsonObject {
  const seen = fieldsOf(readSchema(schema), value)
    .filter(({ name }) => memberOf(value, name) !== undefined)
    .map((field) => [field.name, readOff(field, memberOf(value, field.name))] as const);
  return Object.fromEntries(seen);
}

const NAMES = ['to', 'text', 'amount', 'constructor', '__proto__', 'toString'];
const name = fc.oneof(fc.constantFrom(...NAMES), fc.string({ maxLength: 3 }));
const word = fc.oneof(
  fc.constantFrom('send_all', 'Send all', 'a\nb', 'a\r\nb', ' a', 'a'.repeat(90), ''),
  fc.string(),
);
const number = fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }));

/** Objects of few names, so that schema and value often speak of the same member. */
const { json } = fc.letrec<{ json: unknown }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 4 },
    word,
    number,
    fc.boolean(),
    fc.constant(null),
    fc.array(fc.oneof(word, tie('json')), { maxLength: 3 }),
    fc.dictionary(name, tie('json'), { maxKeys: 4 }),
  ),
}));

const oneOf = (values: fc.Arbitrary<string>) => fc.record({ enum: fc.array(values, { maxLength: 3 }) });
const { schema } = fc.letrec<{ schema: unknown }>((tie) => ({
  schema: fc.oneof(
    { maxDepth: 3 },
    fc.record({ type: fc.constantFrom('string', 'number', 'integer', 'boolean', 'array', 'object') }),
    fc.record({ type: fc.constantFrom('number', 'integer'), minimum: number, maximum: number }),
    oneOf(word),
    fc.record({ type: fc.constant('array'), items: fc.oneof(oneOf(word), tie('schema')) }),
    fc.record({ anyOf: fc.tuple(tie('schema'), fc.constant({ type: 'null' })) }),
    fc.record({
      type: fc.constant('object'),
      properties: fc.dictionary(name, tie('schema'), { maxKeys: 4 }),
    }),
    json,
  ),
}));
const root = fc.record({ type: fc.constant('object'), properties: fc.dictionary(name, schema) });

describe('The form over the arguments of a call', () => {
  it('shows every part of any value, whatever its schema says (property)', () => {
    fc.assert(
      fc.property(fc.oneof(root, json), fc.dictionary(name, json), (given, value) => {
        // As they come out of JSON: own members only, no -0.
        const sent = JSON.parse(JSON.stringify(value)) as JsonObject;
        assert.deepEqual({ ...readForm(given, sent) }, { ...sent });
      }),
      { numRuns: 500 },
    );
  });

  const kindsOf = (properties: object, value: JsonObject) =>
    fieldsOf(readSchema({ type: 'object', properties }), value).map(
      ({ name: field, kind, described }) => `${field}: ${kind}${described ? '' : ', not described'}`,
    );

  it('has a field for what the schema does not name, also where it names nothing', () => {
    assert.deepEqual(kindsOf({ to: { type: 'string' } }, { to: '+49', bcc: 'all@example.com' }), [
      'to: text',
      'bcc: json, not described',
    ]);
    assert.deepEqual(kindsOf({}, { amount: 5 }), ['amount: json, not described']);
  });

  it('shows as JSON what does not fit, and in a box of lines whatever was written', () => {
    const properties = {
      subject: { type: 'string' },
      count: { type: 'integer', maximum: 10 },
      how: { enum: ['once', 'twice'] },
      to: { type: 'array', items: { type: 'string' } },
      more: { type: 'object', properties: { a: { type: 'string' } } },
    };
    assert.deepEqual(kindsOf(properties, { subject: 42, count: 11, how: 'often', to: ['a', 1], more: [] }), [
      'subject: json',
      'count: json',
      'how: json',
      'to: json',
      'more: json',
    ]);
    assert.deepEqual(
      kindsOf(properties, { subject: 'a\nb', count: 3, how: 'once', to: ['a'], more: { b: 1 } }),
      ['subject: text', 'count: number', 'how: choice', 'to: list', 'more: group'],
    );
    assert.deepEqual(
      kindsOf(properties, {}).slice(0, 2),
      ['subject: line', 'count: number'],
      'to be filled in',
    );
    assert.ok(isObject(readSchema(null)));
  });
});

import assert from 'node:assert/strict';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import type OpenAI from 'openai';
import { z } from 'zod';
import { Random } from '../../../scripts/demo-model/random.ts';
import { valueFor } from '../../../scripts/demo-model/schema-values.ts';
import { openDoor, tool, user } from './door.ts';
import type { Door } from './door.ts';

const ajv = new Ajv2020({ strict: false, validateFormats: false });

function assertValid(schema: object, seed: number, minimal = false): void {
  const value = valueFor(schema, new Random(seed), minimal);
  const valid = ajv.validate(schema, value);
  assert.ok(valid, `${JSON.stringify(schema)} → ${JSON.stringify(value)}: ${ajv.errorsText()}`);
}

const bounded = (low: string, high: string, most: number): fc.Arbitrary<object> =>
  fc.tuple(fc.nat(most), fc.nat(most), fc.boolean(), fc.boolean()).map(([start, width, hasLow, hasHigh]) => ({
    ...(hasLow ? { [low]: start } : {}),
    ...(hasHigh ? { [high]: start + width } : {}),
  }));

const scalar: fc.Arbitrary<object> = fc.oneof(
  fc.constantFrom({ type: 'boolean' }, { type: 'null' }, {}),
  fc
    .array(fc.oneof(fc.string(), fc.integer()), { minLength: 1, maxLength: 4 })
    .map((values) => ({ enum: values })),
  fc.jsonValue({ maxDepth: 1 }).map((value) => ({ const: value })),
  bounded('minLength', 'maxLength', 80).map((limits) => ({ type: 'string', ...limits })),
  bounded('minimum', 'maximum', 5_000).map((limits) => ({ type: 'integer', ...limits })),
  bounded('minimum', 'maximum', 5_000).map((limits) => ({ type: 'number', ...limits })),
  fc
    .tuple(fc.integer({ min: -50, max: 50 }), fc.integer({ min: 2, max: 9 }))
    .map(([low, width]) => ({ type: 'integer', exclusiveMinimum: low, exclusiveMaximum: low + width })),
  fc.integer({ min: 1, max: 20 }).map((step) => ({ type: 'integer', multipleOf: step, minimum: 3 })),
);

const { schema: anySchema } = fc.letrec<{ schema: object }>((tie) => ({
  schema: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    scalar,
    fc.array(tie('schema'), { minLength: 1, maxLength: 3 }).map((branches) => ({ anyOf: branches })),
    fc
      .tuple(tie('schema'), bounded('minItems', 'maxItems', 4))
      .map(([items, limits]) => ({ type: 'array', items, ...limits })),
    fc
      .array(tie('schema'), { minLength: 1, maxLength: 3 })
      .map((prefixItems) => ({ type: 'array', prefixItems, items: false, minItems: prefixItems.length })),
    fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), tie('schema'), { maxKeys: 4 }).chain((properties) =>
      fc.subarray(Object.keys(properties)).map((required) => ({
        type: 'object',
        properties,
        required,
        additionalProperties: false,
      })),
    ),
  ),
}));

describe('demo model: values for schemas', () => {
  it('satisfies generated schemas, fully and minimally', () => {
    fc.assert(
      fc.property(anySchema, fc.nat(), fc.boolean(), (schema, seed, minimal) => {
        assertValid(schema, seed, minimal);
      }),
      { numRuns: 400 },
    );
  });

  it('follows references, also recursive ones, and folds allOf', () => {
    const tree = {
      $ref: '#/$defs/node',
      $defs: {
        node: {
          type: 'object',
          properties: {
            label: { type: 'string' },
            children: { type: 'array', items: { $ref: '#/$defs/node' } },
          },
          required: ['label', 'children'],
          allOf: [{ properties: { weight: { type: 'integer', minimum: 1 } }, required: ['weight'] }],
        },
      },
    };
    for (let seed = 0; seed < 50; seed += 1) assertValid(tree, seed);
  });

  it('satisfies the schemas zod writes, patterns and formats included', () => {
    const shape = z.strictObject({
      id: z.uuid(),
      mail: z.email(),
      at: z.iso.datetime(),
      day: z.iso.date(),
      phone: z.string().regex(/^\+[1-9]\d{6,14}$/),
      code: z.string().regex(/^(?:run|job)_[0-9a-z]{6}(?:-[A-F]+)?$/),
      count: z.int().min(1).max(50).optional(),
      pair: z.tuple([z.literal('a'), z.enum(['b', 'c'])]),
      either: z.union([z.strictObject({ kind: z.literal('x'), n: z.number().positive() }), z.null()]),
      names: z.record(z.string(), z.boolean()),
    });
    const schema = z.toJSONSchema(shape);
    for (let seed = 0; seed < 100; seed += 1) shape.parse(valueFor(schema, new Random(seed)));
  });

  it('keeps the items of a set apart', () => {
    assertValid({ type: 'array', items: { enum: [1, 2, 3] }, uniqueItems: true, minItems: 3 }, 5);
  });
});

describe('demo model: demo-random', () => {
  let door: Door;
  before(async () => {
    door = await openDoor();
  });
  after(() => door.close());

  const levels = ['high', 'medium', 'low'].map((confidence) => ({
    type: 'object',
    properties: { confidence: { const: confidence }, text: { type: 'string', minLength: 1, maxLength: 40 } },
    required: ['confidence', 'text'],
    additionalProperties: false,
  }));
  const schema = {
    type: 'object',
    properties: {
      suggestions: { type: 'array', prefixItems: levels, items: false, minItems: 3, maxItems: 3 },
    },
    required: ['suggestions'],
    additionalProperties: false,
  };
  const tools = [
    tool('get_leads', {
      period: { type: 'string', enum: ['today', 'yesterday'] },
      limit: { type: 'integer', minimum: 1, maximum: 9 },
    }),
    tool('get_summary'),
  ];

  async function play(question: string): Promise<{ text: string; calls: string[] }> {
    const messages: OpenAI.ChatCompletionMessageParam[] = [user(question)];
    const calls: string[] = [];
    for (let turn = 0; turn < 5; turn += 1) {
      const answer = await door.client.chat.completions.create({
        model: 'demo-random',
        messages,
        tools,
        response_format: { type: 'json_schema', json_schema: { name: 'answer', schema } },
      });
      const message = answer.choices[0]?.message;
      assert.ok(message);
      if (!message.tool_calls) return { text: message.content ?? '', calls };
      assert.ok(turn < 2 && message.tool_calls.length <= 2);
      messages.push(message);
      for (const call of message.tool_calls) {
        assert.equal(call.type, 'function');
        const offered = tools.find((candidate) => candidate.function.name === call.function.name);
        const given: unknown = JSON.parse(call.function.arguments);
        assert.ok(ajv.validate(offered?.function.parameters ?? false, given), call.function.arguments);
        calls.push(call.function.name + call.function.arguments);
        messages.push({ role: 'tool', tool_call_id: call.id, content: '{}' });
      }
    }
    return assert.fail('it must come to an answer');
  }

  it('calls offered tools with valid arguments, then answers by the schema', async () => {
    const called = new Set<string>();
    for (let index = 0; index < 40; index += 1) {
      const { text, calls } = await play(`question ${String(index)}`);
      assert.ok(ajv.validate(schema, JSON.parse(text)), ajv.errorsText());
      for (const call of calls) called.add(call);
    }
    assert.ok(called.size > 5, 'the calls differ');
  });

  it('gives the same reply to the same request', async () => {
    assert.deepEqual(await play('the same'), await play('the same'));
  });

  it('writes plain text without any digit', async () => {
    for (let index = 0; index < 20; index += 1) {
      const messages = [user(`say ${String(index)}`)];
      const answer = await door.client.chat.completions.create({ model: 'demo-random', messages });
      assert.match(answer.choices[0]?.message.content ?? '', /^\D+$/);
    }
  });

  it('obeys tool_choice', async () => {
    for (let index = 0; index < 10; index += 1) {
      const body = { model: 'demo-random', messages: [user(String(index))], tools };
      const none = await door.client.chat.completions.create({ ...body, tool_choice: 'none' });
      assert.equal(none.choices[0]?.message.tool_calls, undefined);
      const must = await door.client.chat.completions.create({ ...body, tool_choice: 'required' });
      assert.equal(must.choices[0]?.finish_reason, 'tool_calls');
    }
  });
});

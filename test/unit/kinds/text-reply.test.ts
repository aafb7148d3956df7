import assert from 'node:assert/strict';
import fc from 'fast-check';
import { z } from 'zod';
import type { OutputCheck } from '../../../domain/kinds/define-kind.ts';
import { textReply } from '../../../domain/kinds/text-reply.ts';

const LEVELS = ['high', 'medium', 'low'] as const;
const CONTEXT = { input: { message: 'Hello' }, results: [], given: '' };
const read = (text: string): OutputCheck<unknown> => textReply.read(text, CONTEXT);
const readLines = (text: string): OutputCheck<unknown> => {
  assert.ok(textReply.fallback);
  return textReply.fallback.read(text);
};

function outputOf(texts: readonly string[]) {
  return { suggestions: LEVELS.map((confidence, at) => ({ confidence, text: texts[at] })) };
}

function assertRefused(check: OutputCheck<unknown>, why: RegExp): void {
  assert.equal(check.ok, false);
  assert.match(check.problem, why);
}

const word = fc.stringMatching(/^[A-Za-z0-9äöüß€?!.,;:()&%+ ]{1,200}$/).map((text) => text.trim());
const texts = fc
  .uniqueArray(word, { minLength: 3, maxLength: 3, selector: (text) => text.toLowerCase() })
  .filter((all) => all.every((text) => text !== ''));

describe('the suggestions of a text reply', () => {
  it('are read from JSON in any order and given as high, medium, low', () => {
    fc.assert(
      fc.property(texts, fc.shuffledSubarray([...LEVELS], { minLength: 3 }), (all, order) => {
        const { suggestions } = outputOf(all);
        const shuffled = order.map((level) => suggestions.find((item) => item.confidence === level));
        assert.deepEqual(read(JSON.stringify({ suggestions: shuffled })), {
          ok: true,
          output: outputOf(all),
        });
      }),
    );
  });

  it('are refused when the JSON is not exactly what was asked for', () => {
    const good = outputOf(['A', 'B', 'C']);
    const [high, medium, low] = good.suggestions;
    assertRefused(read(`\`\`\`json\n${JSON.stringify(good)}\n\`\`\``), /not valid JSON/);
    assertRefused(read('high: A\nmedium: B\nlow: C'), /not valid JSON/);
    assertRefused(read('null'), /expected object/);
    assertRefused(read(JSON.stringify({ suggestions: [high, medium] })), /suggestions/);
    assertRefused(read(JSON.stringify({ suggestions: [high, medium, medium] })), /one suggestion each/);
    assertRefused(read(JSON.stringify({ ...good, note: 'x' })), /note/);
    assertRefused(
      read(JSON.stringify({ suggestions: [high, medium, { ...low, text: ' ' }] })),
      /low is empty/,
    );
    assertRefused(read(JSON.stringify({ suggestions: [high, medium, { ...low, text: 'a' }] })), /differ/);
    const long = 'x'.repeat(1001);
    assertRefused(
      read(JSON.stringify({ suggestions: [high, medium, { ...low, text: long }] })),
      /1000 characters/,
    );
    assertRefused(
      read(JSON.stringify({ suggestions: [high, medium, { ...low, text: '\u0000' }] })),
      /unprintable/,
    );
  });

  it('are asked for in a shape that strict providers accept', () => {
    assert.ok(textReply.modelOutput);
    const visit = (schema: unknown): void => {
      if (typeof schema !== 'object' || schema === null) return;
      const { type, properties, required, additionalProperties } = schema as Record<string, unknown>;
      if (type === 'object') {
        assert.equal(additionalProperties, false);
        assert.deepEqual(required, Object.keys(properties as object));
      }
      Object.values(schema).forEach(visit);
    };
    visit(z.toJSONSchema(textReply.modelOutput, { io: 'input' }));
  });
});

describe('the lines a text reply falls back to', () => {
  const frames: readonly ((level: string, text: string) => string)[] = [
    (level, text) => `${level}: ${text}`,
    (level, text) => `- ${level.toUpperCase()}: ${text}`,
    (level, text) => `* **${level}:** ${text}`,
    (level, text) => `**${level}**: ${text}`,
    (level, text) => `1. ${level}: "${text}"`,
    (level, text) => `> "${level}": “${text}”`,
    (level, text) => `  ${level} :   ${text}  `,
    (level, text) => `**${level}: ${text}**`,
  ];

  it('give back the texts that were written into them', () => {
    fc.assert(
      fc.property(
        texts,
        fc.constantFrom(...frames),
        fc.constantFrom('\n', '\r\n', '\n\n'),
        (all, frame, end) => {
          const lines = LEVELS.map((level, at) => frame(level, all[at] ?? '')).join(end);
          assert.deepEqual(readLines(lines), { ok: true, output: outputOf(all) }, lines);
        },
      ),
    );
  });

  it('may be introduced and fenced', () => {
    const lines = 'Here you are:\n```\nhigh: A\nmedium: B\nlow: C\n```\n';
    assert.deepEqual(readLines(lines), { ok: true, output: outputOf(['A', 'B', 'C']) });
  });

  it('are refused when one is missing, doubled, empty, out of order, too long or continued', () => {
    const cases: [string, RegExp][] = [
      ['', /has: none/],
      ['high: A\nmedium: B', /has: high, medium/],
      ['high: A\nmedium: B\nlow: C\nlow: D', /has: high, medium, low, low/],
      ['low: A\nmedium: B\nhigh: C', /has: low, medium, high/],
      ['high: A\nmedium:\nlow: C', /medium is empty/],
      ['high: A\nmedium: a\nlow: C', /differ/],
      [`high: A\nmedium: ${'x'.repeat(1001)}\nlow: C`, /1000 characters/],
      ['high: A\nSee you there\nmedium: B\nlow: C', /"See you there"/],
    ];
    for (const [text, why] of cases) assertRefused(readLines(text), why);
  });

  it('never make the reader fail, whatever they are', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        assert.equal(typeof readLines(text).ok, 'boolean');
        assert.equal(typeof read(text).ok, 'boolean');
      }),
    );
  });
});

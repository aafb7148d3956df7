import assert from 'node:assert/strict';
import fc from 'fast-check';
import { traceFigures } from '../../../domain/kinds/figures.ts';

const GIVEN = '{"input":{}} 2031-03-17T05:00:00.000Z';

function trace(markdown: string, result: unknown, input: Record<string, unknown> = {}) {
  const results = [{ turn: 1, callIndex: 0, toolName: 'get_recent_leads', result }];
  return traceFigures(markdown, { input, results, given: GIVEN });
}

function assertKnown(markdown: string, result: unknown): void {
  assert.deepEqual(trace(markdown, result).unknown, [], `${markdown} in ${JSON.stringify(result)}`);
}

function assertUnknown(markdown: string, result: unknown, figure: string): void {
  assert.deepEqual(trace(markdown, result).unknown, [figure], `${markdown} in ${JSON.stringify(result)}`);
}

/** The ways people write an amount, given as a whole part and two decimals. */
function writings(whole: number, cents: number): string[] {
  const plain = String(whole);
  const group = (separator: string): string => plain.replace(/\B(?=(\d{3})+$)/g, separator);
  const decimals = String(cents).padStart(2, '0');
  const numbers = [
    `${plain}.${decimals}`,
    `${plain},${decimals}`,
    `${group(',')}.${decimals}`,
    `${group('.')},${decimals}`,
    `${group('’')}.${decimals}`,
    `${group('\u202f')},${decimals}`,
    `${group(' ')},${decimals}`,
  ];
  return numbers.flatMap((number) => [
    `${number} €`,
    `€${number}`,
    `**${number}**`,
    `| ${number} |`,
    `${number} %.`,
  ]);
}

const whole = fc.integer({ min: 0, max: 999_999_999 });
const cents = fc.integer({ min: 0, max: 99 });

describe('the figures of a report', () => {
  it('finds an amount of a result in every way of writing it', () => {
    fc.assert(
      fc.property(whole, cents, (major, minor) => {
        const amount = Number(`${String(major)}.${String(minor).padStart(2, '0')}`);
        for (const text of writings(major, minor)) {
          assertKnown(`Revenue: ${text}`, { amount });
          assertKnown(`Revenue: ${text}`, { text: `It was ${String(amount)} in all` });
        }
      }),
      { numRuns: 100 },
    );
  });

  it('refuses every number that stands in no result', () => {
    const digits = fc.integer({ min: 100, max: 999_999 });
    fc.assert(
      fc.property(digits, fc.array(digits, { maxLength: 20 }), (number, present) => {
        fc.pre(!present.includes(number) && number !== 2031);
        assertUnknown(`In all ${String(number)} leads`, { total: present.length, present }, String(number));
      }),
    );
  });

  it('leads every figure to the call it came from', () => {
    const results = [
      { turn: 1, callIndex: 0, toolName: 'get_recent_leads', result: { total: 6 } },
      { turn: 2, callIndex: 1, toolName: 'get_handled_calls', result: { missed: 1234.5 } },
    ];
    const { figures, unknown } = traceFigures('6 leads, **1.234,50 €** on 2031-03-17', {
      input: {},
      results,
      given: GIVEN,
    });
    assert.deepEqual(unknown, []);
    assert.deepEqual(figures, [
      { text: '6', value: 6, turn: 1, callIndex: 0 },
      { text: '1.234,50', value: 1234.5, turn: 2, callIndex: 1 },
    ]);
  });

  it('accepts what was given with the run without naming a call for it', () => {
    const { figures, unknown } = trace('Focus on 48 seats, 17 March 2031', {}, { prompt: 'the 48 seats' });
    assert.deepEqual({ figures, unknown }, { figures: [], unknown: [] });
  });

  it('does not count the entries of a list', () => {
    assertUnknown('There were 4 calls', { calls: [{}, {}, {}, {}] }, '4');
    assertUnknown('There were four calls', { calls: [{}, {}, {}, {}] }, 'four');
    assertKnown('There were four calls', { total: 4, calls: [] });
  });

  it('refuses sums, shares and rounded values', () => {
    const result = { handled: 14, missed: 2, mean: 12.346 };
    assertUnknown('16 calls, 14 of them handled', result, '16');
    assertUnknown('14 of them, that is 87.5 %', result, '87.5');
    assertUnknown('A mean of 12.35', result, '12.35');
  });

  it('keeps the sign of a number', () => {
    for (const text of ['-7 %', '−7', '(-7)', '-€7', '| -7 |'])
      assertKnown(`Change: ${text}`, { change: -7 });
    assertUnknown('Change: 7', { change: -7 }, '7');
    assertUnknown('Change: -7', { change: 7 }, '-7');
    assertKnown('- 7 leads', { total: 7 });
    assertKnown('5-7 leads, 5–7 calls', { low: 5, high: 7 });
  });

  it('reads dates in every common form', () => {
    const result = { from: '2031-03-05', at: '2031-03-10T09:14:00Z' };
    const known = [
      '2031-03-05',
      '5 March 2031',
      'March 5, 2031',
      '5. März 2031',
      'Mar 5',
      '05.03.2031',
      '5.3.31',
    ];
    for (const text of [
      ...known,
      '05/03/2031',
      '3/5/2031',
      '5–10 March',
      'the 5th of March',
      'in March 2031',
    ]) {
      assertKnown(`On ${text}`, result);
    }
    assertUnknown('On 6 March 2031', result, '6 March 2031');
    assertUnknown('On 2031-03-11', result, '2031-03-11');
    assertUnknown('On 5 April', result, '5 April');
  });

  it('does not take the day of a date for a count', () => {
    assertUnknown('On 2031-03-05 came 5 leads', { from: '2031-03-05' }, '5');
  });

  it('reads times in every common form', () => {
    for (const text of ['21:30', '9:30 pm', '9.30 p.m.', '21.30 Uhr', '21:30:00']) {
      assertKnown(`At ${text}`, { at: '2031-03-05T21:30:00Z' });
    }
    assertUnknown('At 21:31', { at: '2031-03-05T21:30:00Z' }, '21:31');
    assertKnown('Busiest at 14 Uhr', { busiestHour: 14 });
  });

  it('compares phone numbers by their digits', () => {
    const result = { contact: '+49 151 000 4567' };
    for (const text of ['+49 151 000 4567', '+49-151-0004567', '+49 (151) 000/4567'])
      assertKnown(`Call ${text}`, result);
    assertUnknown('Call +49 151 000 4568', result, '+49 151 000 4568');
  });

  it('wants ids as they are', () => {
    const result = { id: 'msg_01h2xcejqtf2nbrexx3vqjhp41', invoice: 'INV-2026-014' };
    assertKnown('Sent as msg\\_01h2xcejqtf2nbrexx3vqjhp41 for INV-2026-014', result);
    assertUnknown('For INV-2026-015', result, 'INV-2026-015');
    assertUnknown('Invoice 14', result, '14');
    assertKnown('The last 7 days', { label: 'last_7_days' });
  });

  it('lets lists and headings be numbered, but only one after the other', () => {
    assertKnown(
      '## 1. Leads\n\n1. Ada\n2. Ben\n   1. Cy\n3. Dee\n\n## 2. Calls\n\n**1.** One\n**2.** Two'.replace(
        'Two',
        'Eve',
      ),
      {},
    );
    assertUnknown('42. new leads', {}, '42');
    assertUnknown('1. Ada\n7. Ben', {}, '7');
    assertUnknown('## 12 new leads', {}, '12');
  });

  it('sees through escapes, entities, emphasis, other digits and scale words', () => {
    assertUnknown('1**2** leads', { one: 1, more: 2 }, '12');
    assertUnknown('&#49;&#50; leads', { one: 1, more: 2 }, '12');
    assertUnknown('１２ leads', { total: 13 }, '12');
    assertUnknown('٣ leads', { total: 4 }, '٣');
    assertUnknown('2 million views', { total: 2 }, '2');
    assertKnown('2 million views, 1.5k of them new', { total: 2_000_000, fresh: 1500 });
  });

  it('reads very large and very small numbers without an exponent', () => {
    assertKnown('1,000,000,000,000,000,000,000 and 0.0000001', { large: 1e21, small: 1e-7 });
  });

  it('takes linear time on long rows of digits and separators', () => {
    for (const piece of ['1', '1.', '1 ', '0 ', 'a1-', '1-', '+1(', '**', '\\_1']) {
      const started = performance.now();
      trace(piece.repeat(20_000 / piece.length), { text: piece.repeat(20_000 / piece.length) });
      assert.ok(performance.now() - started < 2_000, piece);
    }
  });
});

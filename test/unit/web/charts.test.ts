/** What charts, their tables and the fields of caps say. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { CAP_MAX } from '../../../domain/budget/caps.ts';
import { addDays } from '../../../domain/schedule/local-calendar.ts';
import {
  describePlot,
  durationTicks,
  isEmptyPlot,
  type PlotData,
  type Point,
  topPoints,
} from '../../../web/src/components/charts/plot.ts';
import { type CapUnit, readCap, typedCap } from '../../../web/src/forms/cap-input.ts';
import { everyDay, shortDay } from '../../../web/src/ui/days.ts';

const points = (...values: (number | null)[][]): Point[] =>
  values.map((each, i) => ({ at: `${i}`, label: `day ${i}`, values: each }));

const plot = (shape: PlotData['shape'], data: readonly Point[]): PlotData => ({
  shape,
  series: [],
  points: data,
  format: (value) => `<${value}>`,
});

describe('Charts', () => {
  it('say their span, their peak and, where parts add up, their sum', () => {
    const data = points([1, 2], [4, null], [0, 0]);
    assert.equal(
      describePlot('Cost', plot('stack', data)),
      'Cost, day 0 to day 2: at most <4> (day 1), <7> in all',
    );
    assert.equal(describePlot('Time', plot('lines', data)), 'Time, day 0 to day 2: at most <4> (day 1)');
    assert.equal(
      describePlot('By agent', plot('ranking', data)),
      'By agent: at most <4> (day 1), <7> in all',
    );
    assert.equal(describePlot('Nothing', plot('stack', [])), 'Nothing');
  });

  it('are empty when no value is there or all are zero', () => {
    assert.ok(isEmptyPlot(plot('lines', points([null, 0], [0, null]))));
    assert.ok(!isEmptyPlot(plot('lines', points([null, 0], [0, 1]))));
  });

  it('divide times as clocks do, in four steps at most (property)', () => {
    assert.deepEqual(durationTicks(7_900), [0, 2_000, 4_000, 6_000, 8_000]);
    assert.deepEqual(durationTicks(70 * 60_000), [0, 1_200_000, 2_400_000, 3_600_000, 4_800_000]);
    fc.assert(
      fc.property(fc.integer({ min: 1 }), (greatestMs) => {
        const ticks = durationTicks(greatestMs);
        assert.ok(ticks.length <= 5 && ticks[0] === 0);
        assert.ok((ticks.at(-1) ?? 0) >= greatestMs);
      }),
    );
  });

  it('keep the sum when they draw the dearest and the others together (property)', () => {
    fc.assert(
      fc.property(fc.array(fc.nat()), fc.integer({ min: 1, max: 12 }), (values, most) => {
        const all = points(...values.map((value) => [value]));
        const top = topPoints(all, most);
        const sum = (of: readonly Point[]) => of.reduce((before, one) => before + (one.values[0] ?? 0), 0);
        assert.ok(top.length <= most);
        assert.equal(sum(top), sum(all));
      }),
    );
  });
});

describe('Days of a period', () => {
  it('are all there, once each and in order, each with its row (property)', () => {
    const from = fc.integer({ min: 0, max: 20_000 }).map((days) => addDays('1990-01-01', days));
    fc.assert(
      fc.property(from, fc.integer({ min: 1, max: 400 }), fc.array(fc.nat(399)), (first, length, known) => {
        const to = addDays(first, length);
        const rows = [...new Set(known)].filter((day) => day < length).map((day) => addDays(first, day));
        const days = everyDay(
          { from: first, to },
          rows.map((day) => ({ day, known: true })),
          (day) => ({ day, known: false }),
        );
        assert.deepEqual(
          days.map(({ day }) => day),
          Array.from({ length }, (_, i) => addDays(first, i)),
        );
        assert.deepEqual(
          days.filter((day) => day.known).map(({ day }) => day),
          [...rows].sort(),
        );
      }),
    );
  });

  it('are written alike in every zone', () => {
    assert.equal(shortDay('2026-11-01'), '1 Nov');
  });
});

describe('A cap that somebody types', () => {
  const refused: readonly [string | number, CapUnit, RegExp][] = [
    [-5, 'dollars', /0 or more/],
    ['-', 'dollars', /a number/],
    ['1e400', 'tokens', /a number/],
    [1.5, 'tokens', /whole/],
    [0.000_000_1, 'dollars', /millionth/],
    [1_000_001, 'dollars', /at most 1,000,000$/],
    ['9007199254740993', 'tokens', /at most 1,000,000,000,000$/],
  ];
  for (const [typed, unit, problem] of refused) {
    it(`is refused with a reason when it is ${typed} ${unit}`, () => {
      const answer = readCap(typed, unit);
      assert.ok('problem' in answer);
      assert.match(answer.problem, problem);
    });
  }

  it('is none when nothing is typed, and comes back as it was saved (property)', () => {
    assert.deepEqual(readCap('', 'dollars'), { cap: null });
    assert.deepEqual(readCap(0, 'tokens'), { cap: 0 });
    const cap = fc.option(fc.integer({ min: 0, max: CAP_MAX }));
    fc.assert(
      fc.property(cap, fc.constantFrom('dollars' as const, 'tokens' as const), (saved, unit) => {
        assert.deepEqual(readCap(typedCap(saved, unit), unit), { cap: saved });
      }),
    );
  });
});

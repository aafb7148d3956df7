import assert from 'node:assert/strict';
import fc from 'fast-check';
import { budgetPeriods } from '../../../domain/budget/periods.ts';

const HOUR_MS = 3_600_000;
const ZONES = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Asia/Kathmandu',
  'Pacific/Apia',
  'America/Sao_Paulo',
];

describe('the days and months of budgets', () => {
  it('roll over at local midnight, not at that of UTC', () => {
    const late = budgetPeriods(new Date('2026-01-31T22:59:59Z'), 'Europe/Berlin');
    assert.deepEqual([late.day, late.month], ['2026-01-31', '2026-01-01']);
    assert.equal(late.nextDay.toISOString(), '2026-01-31T23:00:00.000Z');
    assert.equal(late.nextMonth.toISOString(), '2026-01-31T23:00:00.000Z');
    const next = budgetPeriods(new Date('2026-01-31T23:00:00Z'), 'Europe/Berlin');
    assert.deepEqual([next.day, next.month], ['2026-02-01', '2026-02-01']);
  });

  for (const [what, noon, hours] of [
    ['23 hours where the clocks go forward', '2026-03-29T10:00:00Z', 23],
    ['25 hours where they go back', '2026-10-25T10:00:00Z', 25],
  ] as const) {
    it(`has ${what}`, () => {
      const { day, nextDay } = budgetPeriods(new Date(noon), 'Europe/Berlin');
      const before = budgetPeriods(new Date(Date.parse(noon) - 24 * HOUR_MS), 'Europe/Berlin');
      assert.equal(budgetPeriods(before.nextDay, 'Europe/Berlin').day, day);
      assert.equal(nextDay.getTime() - before.nextDay.getTime(), hours * HOUR_MS);
    });
  }

  it('never overlap and leave no gap, in whatever zone', () => {
    const instants = fc.date({
      min: new Date('1995-01-01'),
      max: new Date('2037-12-31'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(instants, fc.constantFrom(...ZONES), (now, zone) => {
        const { day, month, nextDay, nextMonth } = budgetPeriods(now, zone);
        assert.ok(nextDay > now && nextMonth >= nextDay);
        assert.ok(month <= day && month.endsWith('-01'));
        assert.ok(budgetPeriods(nextDay, zone).day > day);
        assert.equal(budgetPeriods(new Date(nextDay.getTime() - 1), zone).day, day);
        assert.ok(budgetPeriods(nextMonth, zone).month > month);
        assert.equal(budgetPeriods(new Date(nextMonth.getTime() - 1), zone).month, month);
      }),
    );
  });
});

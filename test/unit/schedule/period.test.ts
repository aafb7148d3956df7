import assert from 'node:assert/strict';
import fc from 'fast-check';
import { addDays, localCalendar } from '../../../domain/schedule/local-calendar.ts';
import { PERIODS, resolvePeriod } from '../../../domain/schedule/period.ts';

const HOUR = 3_600_000;
const ZONES = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'America/St_Johns',
  'Asia/Kathmandu',
  'Africa/Cairo',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'Pacific/Kiritimati',
  'Etc/GMT+12',
];

function days(name: (typeof PERIODS)[number], now: string, zone = 'Europe/Berlin'): [string, string] {
  const { fromDate, toDate } = resolvePeriod(name, new Date(now), zone);
  return [fromDate, toDate];
}

describe('periods', () => {
  it('are whole days of the local calendar that end with today', () => {
    const now = '2031-03-15T11:00:00Z';
    assert.deepEqual(days('today', now), ['2031-03-15', '2031-03-15']);
    assert.deepEqual(days('yesterday', now), ['2031-03-14', '2031-03-14']);
    assert.deepEqual(days('last_7_days', now), ['2031-03-09', '2031-03-15']);
    assert.deepEqual(days('last_30_days', now), ['2031-02-14', '2031-03-15']);
    assert.deepEqual(days('this_month', now), ['2031-03-01', '2031-03-31']);
    assert.deepEqual(days('last_month', now), ['2031-02-01', '2031-02-28']);
  });

  it('take the date of the place, not of UTC', () => {
    const now = '2031-01-01T02:00:00Z';
    assert.deepEqual(days('today', now, 'America/New_York'), ['2030-12-31', '2030-12-31']);
    assert.deepEqual(days('today', now, 'Asia/Kathmandu'), ['2031-01-01', '2031-01-01']);
    assert.deepEqual(days('this_month', now, 'America/New_York'), ['2030-12-01', '2030-12-31']);
    assert.deepEqual(days('last_month', now), ['2030-12-01', '2030-12-31']);
  });

  it('know how long months are', () => {
    assert.deepEqual(days('last_month', '2032-03-31T12:00:00Z'), ['2032-02-01', '2032-02-29']);
    assert.deepEqual(days('last_month', '2031-03-31T12:00:00Z'), ['2031-02-01', '2031-02-28']);
    assert.deepEqual(days('this_month', '2031-04-30T12:00:00Z'), ['2031-04-01', '2031-04-30']);
    assert.deepEqual(days('last_month', '2031-05-31T12:00:00Z'), ['2031-04-01', '2031-04-30']);
    assert.deepEqual(days('last_month', '2031-01-31T12:00:00Z'), ['2030-12-01', '2030-12-31']);
  });

  it('have 23 and 25 hours on the days on which clocks change', () => {
    const spring = resolvePeriod('today', new Date('2031-03-30T12:00:00Z'), 'Europe/Berlin');
    assert.equal(spring.from.toISOString(), '2031-03-29T23:00:00.000Z');
    assert.equal(spring.to.toISOString(), '2031-03-30T22:00:00.000Z');
    const autumn = resolvePeriod('yesterday', new Date('2031-10-27T12:00:00Z'), 'Europe/Berlin');
    assert.equal(autumn.from.toISOString(), '2031-10-25T22:00:00.000Z');
    assert.equal(autumn.to.toISOString(), '2031-10-26T23:00:00.000Z');
  });

  it('begin when the day begins, also where clocks skip midnight', () => {
    const { from, to } = resolvePeriod('today', new Date('2024-04-26T12:00:00Z'), 'Africa/Cairo');
    assert.equal(from.toISOString(), '2024-04-25T22:00:00.000Z');
    assert.equal(localCalendar('Africa/Cairo').isoOf(from), '2024-04-26T01:00:00+03:00');
    assert.equal((to.getTime() - from.getTime()) / HOUR, 23);
  });

  it('survive a day that never was: Samoa had no 30 December 2011', () => {
    const { from, to } = resolvePeriod('yesterday', new Date('2011-12-31T00:00:00Z'), 'Pacific/Apia');
    assert.equal(from.getTime(), to.getTime());
  });

  it('are labelled by their name in words', () => {
    const labels = PERIODS.map((name) => resolvePeriod(name, new Date(0), 'UTC').label);
    assert.deepEqual(labels, [
      'today',
      'yesterday',
      'last 7 days',
      'last 30 days',
      'this month',
      'last month',
    ]);
  });

  it('refuse a time zone there is not', () => {
    assert.throws(() => resolvePeriod('today', new Date(0), 'Europe/Atlantis'), RangeError);
  });

  it('hold exactly the instants of their days, for any period, time and zone', () => {
    const instant = fc.date({
      min: new Date('2012-02-15T00:00:00Z'),
      max: new Date('2037-01-01T00:00:00Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(fc.constantFrom(...PERIODS), instant, fc.constantFrom(...ZONES), (name, now, zone) => {
        const { from, to, fromDate, toDate } = resolvePeriod(name, now, zone);
        const { dateOf } = localCalendar(zone);
        assert.equal(dateOf(from), fromDate);
        assert.equal(dateOf(new Date(from.getTime() - 1)), addDays(fromDate, -1));
        assert.equal(dateOf(new Date(to.getTime() - 1)), toDate);
        assert.equal(dateOf(to), addDays(toDate, 1));
        if (name !== 'yesterday' && name !== 'last_month') assert.ok(from <= now && now < to);
      }),
      { numRuns: 200 },
    );
  });

  it('meet without a gap: yesterday ends where today begins, last month where this month begins', () => {
    const instant = fc.date({
      min: new Date('2012-02-15Z'),
      max: new Date('2037-01-01Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(instant, fc.constantFrom(...ZONES), (now, zone) => {
        const at = (name: (typeof PERIODS)[number]) => resolvePeriod(name, now, zone);
        assert.deepEqual(at('yesterday').to, at('today').from);
        assert.deepEqual(at('last_month').to, at('this_month').from);
        assert.deepEqual(at('last_7_days').to, at('today').to);
      }),
      { numRuns: 50 },
    );
  });
});

describe('a local calendar', () => {
  it('writes local time with the offset of that moment', () => {
    const berlin = localCalendar('Europe/Berlin');
    assert.equal(berlin.isoOf(new Date('2031-10-26T00:30:00Z')), '2031-10-26T02:30:00+02:00');
    assert.equal(berlin.isoOf(new Date('2031-10-26T01:30:00.900Z')), '2031-10-26T02:30:00+01:00');
    assert.equal(
      localCalendar('America/St_Johns').isoOf(new Date('2031-01-01T00:00:00Z')),
      '2030-12-31T20:30:00-03:30',
    );
    assert.equal(localCalendar('UTC').isoOf(new Date('2031-01-01T00:00:00Z')), '2031-01-01T00:00:00+00:00');
  });

  it('writes what reads back as the same second', () => {
    const instant = fc.date({
      min: new Date('1975-01-01Z'),
      max: new Date('2037-01-01Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(instant, fc.constantFrom(...ZONES), (date, zone) => {
        const second = Math.floor(date.getTime() / 1000) * 1000;
        assert.equal(Date.parse(localCalendar(zone).isoOf(date)), second);
      }),
      { numRuns: 200 },
    );
  });

  it('counts hours from 0 to 23', () => {
    const { hourOf } = localCalendar('Europe/Berlin');
    assert.deepEqual(
      [hourOf(new Date('2031-01-01T23:10:00Z')), hourOf(new Date('2031-01-01T22:59:00Z'))],
      [0, 23],
    );
  });
});

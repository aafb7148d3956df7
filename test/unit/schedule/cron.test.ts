import assert from 'node:assert/strict';
import { Cron } from 'croner';
import fc from 'fast-check';
import { readCron } from '../../../domain/schedule/cron.ts';
import { describeCron } from '../../../domain/schedule/describe-cron.ts';
import { localCalendar } from '../../../domain/schedule/local-calendar.ts';
import { firesPerMonth, nextFires } from '../../../domain/schedule/next-fires.ts';

const fires = (cron: string, timeZone: string, after: string, count: number): string[] =>
  nextFires({ cron, timeZone, after: new Date(after), count }).map(localCalendar(timeZone).isoOf);

describe('cron expressions', () => {
  for (const [cron, words] of [
    ['0 8 * * *', 'every day at 08:00'],
    ['30 14 * * 5', 'every Friday at 14:30'],
    ['0 9 * * 1-5', 'every weekday at 09:00'],
    ['0 10 * * 6,0', 'every Saturday and Sunday at 10:00'],
    ['0 8 * * sun,MON', 'every Monday and Sunday at 08:00'],
    ['*/15 * * * *', 'every 15 minutes'],
    ['*/30 9-17 * * 1-5', 'every 30 minutes in the hours from 09 to 17 on every weekday'],
    ['0 */3 * * *', 'every 3 hours'],
    ['5 * * * *', 'every hour at minute 5'],
    ['0 12 1 * *', 'on the 1st of every month at 12:00'],
    ['0 8 1,15 1,7 *', 'on the 1st and 15th of the month at 08:00 in January and July'],
  ] as const) {
    it(`reads ${cron} as “${words}”`, () => {
      assert.equal(describeCron(cron), words);
    });
  }

  for (const [cron, message] of [
    ['', /five fields/],
    ['0 8 * *', /five fields/],
    ['0 0 8 * * *', /five fields/],
    ['60 8 * * *', /"60" as its minute/],
    ['0 24 * * *', /as its hour/],
    ['0 8 0 * *', /as its day of the month/],
    ['0 8 * 13 *', /as its month/],
    ['0 8 * * 8', /as its weekday/],
    ['0 8 L * *', /as its day of the month/],
    ['0 8 * * 1#2', /as its weekday/],
    ['5/10 * * * *', /as its minute/],
    ['0 17-9 * * *', /as its hour/],
    ['*/0 * * * *', /as its minute/],
    ['0 8 * * */8', /as its weekday/],
    ['0 8 31 2,4 *', /a day that no year has/],
  ] as const) {
    it(`refuses “${cron}” with a reason`, () => {
      const reading = readCron(cron);
      assert.ok(!reading.ok);
      assert.match(reading.message, message);
    });
  }

  it('fires at the first instant after a gap, and at the first of two in an overlap', () => {
    assert.deepEqual(fires('30 2 * * *', 'Europe/Berlin', '2026-03-28T12:00:00Z', 2), [
      '2026-03-29T03:00:00+02:00',
      '2026-03-30T02:30:00+02:00',
    ]);
    assert.deepEqual(fires('30 2 * * *', 'Europe/Berlin', '2026-10-24T12:00:00Z', 2), [
      '2026-10-25T02:30:00+02:00',
      '2026-10-26T02:30:00+01:00',
    ]);
    assert.deepEqual(fires('30 2 * * *', 'America/New_York', '2026-03-07T12:00:00Z', 2), [
      '2026-03-08T03:00:00-04:00',
      '2026-03-09T02:30:00-04:00',
    ]);
    assert.deepEqual(fires('30 1 * * *', 'America/New_York', '2026-10-31T12:00:00Z', 2), [
      '2026-11-01T01:30:00-04:00',
      '2026-11-02T01:30:00-05:00',
    ]);
  });

  it('asked in the middle of an overlap, does not fire a second time', () => {
    // 01:15 UTC is 02:15 for the second time.
    assert.deepEqual(fires('30 2 * * *', 'Europe/Berlin', '2026-10-25T01:15:00Z', 1), [
      '2026-10-26T02:30:00+01:00',
    ]);
  });

  it('fires once for several slots of a gap', () => {
    assert.deepEqual(fires('*/30 2-3 * * *', 'Europe/Berlin', '2026-03-29T00:00:00Z', 3), [
      '2026-03-29T03:00:00+02:00',
      '2026-03-29T03:30:00+02:00',
      '2026-03-30T02:00:00+02:00',
    ]);
  });

  it('finds a 29th of February, eight years away when it must', () => {
    assert.deepEqual(fires('0 0 29 2 *', 'UTC', '2096-03-01T00:00:00Z', 1), ['2104-02-29T00:00:00+00:00']);
  });

  it('counts a month', () => {
    assert.equal(Math.round(firesPerMonth('0 8 * * *', '2026-01-01')), 30);
    assert.equal(Math.round(firesPerMonth('*/15 * * * *', '2026-01-01')), 2920);
    assert.equal(firesPerMonth('0 8 1 * *', '2026-01-01'), 1);
  });

  const part = (min: number, max: number) =>
    fc.oneof(
      fc.constant('*'),
      fc.integer({ min, max }).map(String),
      fc.uniqueArray(fc.integer({ min, max }), { minLength: 2, maxLength: 4 }).map((list) => list.join(',')),
      fc.integer({ min: 1, max: Math.min(12, max - min) }).map((step) => `*/${String(step)}`),
    );
  const anyCron = fc
    .tuple(part(0, 59), part(0, 23), part(1, 28), part(1, 12), part(0, 6))
    .map((fields) => fields.join(' '));
  const anyDay = fc.date({ min: new Date('2025-01-01'), max: new Date('2030-01-01'), noInvalidDate: true });
  const zone = fc.constantFrom(
    'Europe/Berlin',
    'America/New_York',
    'UTC',
    'Asia/Kolkata',
    'Australia/Lord_Howe',
  );
  const localMinute = (iso: string): string => iso.slice(0, 16);

  it('fires ever later, and on local times of the expression unless clocks skip them', () => {
    fc.assert(
      fc.property(anyCron, anyDay, zone, (cron, after, timeZone) => {
        const { isoOf } = localCalendar(timeZone);
        const found = nextFires({ cron, timeZone, after, count: 5 });
        const reading = readCron(cron);
        assert.ok(reading.ok);
        let last = after.getTime();
        for (const fire of found) {
          assert.ok(fire.getTime() > last, `${cron} ${isoOf(fire)}`);
          last = fire.getTime();
          const [hour, minute] = [Number(isoOf(fire).slice(11, 13)), Number(isoOf(fire).slice(14, 16))];
          const fits = reading.fields.hours.includes(hour) && reading.fields.minutes.includes(minute);
          const isAfterGap = isoOf(new Date(last - 1)).slice(-6) !== isoOf(fire).slice(-6);
          assert.ok(fits || isAfterGap, `${cron} fires at ${isoOf(fire)}`);
        }
        describeCron(cron);
      }),
      { numRuns: 300 },
    );
  });

  it('agrees with croner wherever clocks do not change', () => {
    fc.assert(
      fc.property(anyCron, anyDay, (cron, after) => {
        const found = nextFires({ cron, timeZone: 'UTC', after, count: 3 });
        const expected = new Cron(cron, { timezone: 'UTC' }).nextRuns(3, after);
        assert.deepEqual(
          found.map((date) => localMinute(date.toISOString())),
          expected.map((date) => localMinute(date.toISOString())),
        );
      }),
      { numRuns: 300 },
    );
  });
});

import assert from 'node:assert/strict';
import { Cron } from 'croner';
import fc from 'fast-check';
import { readCron } from '../../../domain/schedule/cron.ts';
import { atTime, parseWhen } from '../../../domain/schedule/parse-when.ts';

/** [what somebody writes, cron, time zone when the text names one] */
const PHRASES: readonly (readonly [text: string, cron: string, timeZone?: string])[] = [
  ['I need a daily 8am email of new leads', '0 8 * * *'],
  ['every weekday at 9, revenue by region to Ana', '0 9 * * 1-5'],
  ['remind the team at half past two on Fridays', '30 14 * * 5'],
  ['Every Tuesday and Thursday at quarter to five', '45 16 * * 2,4'],
  ['monday to friday 17:00', '0 17 * * 1,2,3,4,5'],
  ['every 15 minutes', '*/15 * * * *'],
  ['every three hours', '0 */3 * * *'],
  ['hourly', '0 * * * *'],
  ['first of the month at noon', '0 12 1 * *'],
  ['on the 31st of every month at 6pm', '0 18 31 * *'],
  ['quarterly at 7:15 a.m.', '15 7 1 1,4,7,10 *'],
  ['twice a day', '0 9,17 * * *'],
  ['twice a day, at 7 and at 19:00', '0 7,19 * * *'],
  ['every day at midnight', '0 0 * * *'],
  ['every night at midnight', '0 0 * * *'],
  ['every evening', '0 18 * * *'],
  ['at 8 in the evening every day', '0 20 * * *'],
  ['on weekends at 10 o’clock', '0 10 * * 0,6'],
  ['weekly report', '0 8 * * 1'],
  ['0 6 * * 1-5', '0 6 * * 1-5'],
  ['every day at 9 New York time', '0 9 * * *', 'America/New_York'],
  ['daily 7am UTC', '0 7 * * *', 'UTC'],
  ['every day at 9 Asia/Tokyo', '0 9 * * *', 'Asia/Tokyo'],
  ['täglich 10 Uhr MEZ', '0 10 * * *', 'Europe/Berlin'],
  ['jeden Montag um 8:30', '30 8 * * 1'],
  ['halb drei freitags', '30 14 * * 5'],
  ['jeden Werktag um halb neun', '30 8 * * 1-5'],
  ['Mo–Fr 8 Uhr', '0 8 * * 1,2,3,4,5'],
  ['um 3 am Freitag', '0 15 * * 5'],
  ['monatlich am 15. um 10 Uhr', '0 10 15 * *'],
  ['alle 15 Minuten', '*/15 * * * *'],
  ['jeden Morgen', '0 8 * * *'],
  ['dreimal am Tag', '0 9,13,17 * * *'],
  ['samstags um Viertel nach elf', '15 11 * * 6'],
  ['tous les lundis à 8h30', '30 8 * * 1'],
  ['chaque jour à midi', '0 12 * * *'],
  ['tous les jours à 18 heures, heure de Paris', '0 18 * * *', 'Europe/Paris'],
  ['le premier du mois à 9h', '0 9 1 * *'],
  ['cada lunes a las nueve y media', '30 9 * * 1'],
  ['todos los días a las 8 de la mañana', '0 8 * * *'],
  ['entre semana a las 7', '0 7 * * 1-5'],
  ['cada 30 minutos', '*/30 * * * *'],
];

const INEXPRESSIBLE = [
  'every other week',
  'alle zwei Wochen montags',
  'toutes les deux semaines',
  'cada dos semanas',
  'every 45 minutes',
  'every two days',
  'on the last Friday of the month',
  'am ersten Montag im Monat',
];
const ONCE = [
  'tomorrow at 9',
  'morgen um 8',
  'demain à 9h',
  'in two hours',
  'next Friday at noon',
  'heute um 17 Uhr',
];
const NONSENSE = ['', 'colourless green ideas', 'new leads for the team', 'bitte', '🦆🦆🦆', "c'est un test"];

/** Texts made of the words that the parser looks for, which is where it could go wrong. */
const wordSalad = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ...PHRASES.flatMap(([text]) => text.split(' ')),
        ...INEXPRESSIBLE.flatMap((text) => text.split(' ')),
      ),
      fc.integer({ min: -5, max: 99 }).map(String),
      fc.string({ unit: 'binary', maxLength: 6 }),
    ),
    { maxLength: 25 },
  )
  .map((words) => words.join(' '));

describe('parseWhen', () => {
  for (const [text, cron, timeZone] of PHRASES) {
    it(`reads “${text}” as ${cron}${timeZone === undefined ? '' : ` in ${timeZone}`}`, () => {
      const when = parseWhen(text);
      assert.ok(when?.type === 'schedule', JSON.stringify(when));
      assert.deepEqual([when.cron, when.timeZone], [cron, timeZone]);
      assert.notEqual(when.words, '');
    });
  }

  for (const text of INEXPRESSIBLE) {
    it(`says of “${text}” what was understood and that cron cannot say it`, () => {
      const when = parseWhen(text);
      assert.ok(when?.type === 'inexpressible', JSON.stringify(when));
      assert.match(when.reason, /:/);
    });
  }

  for (const text of ONCE) {
    it(`takes “${text}” for one point in time and no schedule`, () => {
      assert.equal(parseWhen(text)?.type, 'once');
    });
  }

  for (const text of NONSENSE) {
    it(`finds no time in “${text}”`, () => {
      assert.equal(parseWhen(text), undefined);
    });
  }

  it('says what the text left open', () => {
    const when = parseWhen('weekly at half past two');
    assert.ok(when?.type === 'schedule');
    assert.deepEqual(when.assumptions, [
      'no weekday was named, so it is Monday',
      '14:30 was taken as the usual time of day for it',
    ]);
  });

  it('reads a time alone as a part, which can change a schedule and not make one', () => {
    const when = parseWhen('make it 7 instead');
    assert.ok(when?.type === 'part');
    assert.deepEqual([when.hour, when.minute], [7, 0]);
    assert.equal(atTime('30 8 * * 1', 7, 0), '0 7 * * 1');
  });

  it('never throws, and whatever it reads is an expression that croner takes too', () => {
    fc.assert(
      fc.property(fc.oneof(wordSalad, fc.string({ unit: 'binary', maxLength: 300 })), (text) => {
        const when = parseWhen(text);
        if (when?.type !== 'schedule') return;
        assert.ok(readCron(when.cron).ok, when.cron);
        new Cron(when.cron, { timezone: when.timeZone ?? 'UTC' });
      }),
      { numRuns: 2000 },
    );
  });

  it('reads 20,000 characters in less than a second, whatever they are', () => {
    for (const part of ['a', ' ', '8 ', 'every ', 'at 8 am ', 'new york time ', 'monday-', '1:', 'a@']) {
      const began = performance.now();
      parseWhen(part.repeat(Math.ceil(20_000 / part.length)));
      assert.ok(performance.now() - began < 1000, part);
    }
  });
});

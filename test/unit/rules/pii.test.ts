import assert from 'node:assert/strict';
import { findPersonalData, isSameDatum } from '../../../domain/rules/pii.ts';

const PERSONAL: readonly (readonly [string, string])[] = [
  ['Write to ana.meier@school.test please', 'email address ana.meier@school.test'],
  ['jörg@bücher.test', 'email address jörg@bücher.test'],
  ['Call +49 151 12345678.', 'phone number +49 151 12345678'],
  ['Call +4915112345678!', 'phone number +4915112345678'],
  ['0049 (0)40 123 45 67', 'phone number 0049 (0)40 123 45 67'],
  ['Ihre Nummer: 0151/1234567', 'phone number 0151/1234567'],
  ['(040) 1234567 is the office', 'phone number (040) 1234567'],
  ['040-123456-78', 'phone number 040-123456-78'],
  ['dial 415-555-0132 now', 'phone number 415-555-0132'],
  ['(415) 555-0132', 'phone number (415) 555-0132'],
  ['Tel. 1234567', 'phone number 1234567'],
  ['IBAN DE89 3704 0044 0532 0130 00, thanks', 'IBAN DE89 3704 0044 0532 0130 00'],
  ['GB82WEST12345698765432', 'IBAN GB82WEST12345698765432'],
  ['1. 0151 2345678', 'phone number 0151 2345678'],
  ['on 2026-11-21 0151 2345678', 'phone number 0151 2345678'],
  ['Tel.0151 2345678', 'phone number 0151 2345678'],
  ['-0151 2345678', 'phone number 0151 2345678'],
  ['0151\u200b2345678', 'phone number 01512345678'],
  ['+49\u202f151\u202f2345678', 'phone number +49 151 2345678'],
  ['0151\u20112345678', 'phone number 0151-2345678'],
  ['０１５１２３４５６７８', 'phone number 01512345678'],
  ['٠١٥١٢٣٤٥٦٧٨', 'phone number 01512345678'],
  ['ana@scho\u00adol.test', 'email address ana@school.test'],
  ['ana＠school．test', 'email address ana@school.test'],
  ['ana @ school.test', 'email address ana@school.test'],
  ['ana (at) school [dot] test', 'email address ana@school.test'],
  ['DE89\u2009370400440532013000', 'IBAN DE89 370400440532013000'],
];

const IMPERSONAL: readonly string[] = [
  'See you on 21.11.2026 at 14:30.',
  'From 2026-11-21 to 2026-11-28',
  'On 2026-11-21 14:30 we open',
  'Open 01.05. - 30.09.2026',
  'The season 2025/2026 and 2025-2026',
  'It costs 1.299,00 €.',
  'It costs 12 000 000 € in total',
  'It costs $1,299,000.50',
  'A total of 1 250 000 people',
  'Invoice 20260001234',
  'Rechnung Nr. 0012345678',
  'order #004512345678',
  'Your object obj_01h2xcejqtf2nbrexx3vqjhp41',
  'run 0192f3c4-5678-7000-8000-000000000001',
  'https://school.test/courses/0123456789',
  'Course SBF-2026-0012345',
  'DE00 3704 0044 0532 0130 00 has a wrong check digit',
  'Between 10 and 12 people, 3 boats, 45 minutes',
  '10:30-12:45',
  '12.05. 09.30-11.45 Uhr',
  'Open 09.30 - 11.45',
  'From 10 000 000 to 20 000 000 people',
  'write to @harbour or ana at school',
];

describe('personal data in a text', () => {
  for (const [text, found] of PERSONAL) {
    it(`is found in "${text}"`, () => {
      assert.deepEqual(
        findPersonalData(text).map((datum) => `${datum.kind} ${datum.text}`),
        [found],
      );
    });
  }

  for (const text of IMPERSONAL) {
    it(`is not in "${text}"`, () => {
      assert.deepEqual(findPersonalData(text), []);
    });
  }

  it('is found beside other data of its kind', () => {
    assert.deepEqual(
      findPersonalData('0151 23456789 / 0170 98765432').map((datum) => datum.text),
      ['0151 23456789', '0170 98765432'],
    );
  });

  it('is looked for in little time, however many numbers there are', () => {
    const began = performance.now();
    assert.deepEqual(findPersonalData('1 '.repeat(5000)), []);
    assert.ok(performance.now() - began < 3000);
  });

  it('is the same in another spelling', () => {
    const phone = { kind: 'phone number', text: '0151 1234 5678' } as const;
    assert.ok(isSameDatum(phone, '+4915112345678'));
    assert.ok(isSameDatum({ ...phone, text: '+49 (0)151 12345678' }, '+4915112345678'));
    assert.ok(!isSameDatum(phone, '+4915112345679'));
    assert.ok(isSameDatum({ kind: 'email address', text: 'Ana@School.test' }, 'ana@school.test'));
    assert.ok(!isSameDatum({ kind: 'email address', text: 'bob@school.test' }, 'ana@school.test'));
  });
});

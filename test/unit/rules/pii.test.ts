import assert from 'node:assert/strict';
import fc from 'fast-check';
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

/** As URLs, forms and JSON spell them, also one within another. */
const SPELLED: readonly (readonly [string, readonly string[]])[] = [
  [
    'https://x.example/find?mail=max.muster%40example.com&phone=%2B491512345678',
    ['max.muster@example.com', '+491512345678'],
  ],
  ['mail=max%40example.com', ['max@example.com']],
  ['mail=max%2540example.com', ['max@example.com']],
  ['mail=max%252540example.com', ['max@example.com']],
  ['%6D%61%78%40%65%78%61%6d%70%6c%65%2e%63%6f%6d', ['max@example.com']],
  ['phone=%2B49+151+2345678&at=nine', ['+49 151 2345678']],
  ['phone=0151+2345678', ['0151 2345678']],
  ['phone=+491512345678', ['+491512345678']],
  ['phone=+49+151+2345678', ['+49 151 2345678']],
  [
    '{"mail":"max\\u0040example.com","iban":"\\u0044E89 3704 0044 0532 0130 00"}',
    ['max@example.com', 'DE89 3704 0044 0532 0130 00'],
  ],
  ['{"text":"at\\n0151 2345678"}', ['0151 2345678']],
  ['{"body":"{\\"mail\\":\\"max\\\\u0040example.com\\"}"}', ['max@example.com']],
  ['j%C3%B6rg%40b%C3%BCcher.test', ['jörg@bücher.test']],
  ['100%, %zz, %4 and %FF%40: max%40example.com%', ['max@example.com']],
  ['mail=ana%2Bnews@school.test', ['ana+news@school.test']],
  ['to=%20ana@school.test', ['ana@school.test']],
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
  'https://school.test/find?from=2026-11-21T09%3A30%3A00%2B01%3A00&to=2026-11-28&price=1%2C299.00+%E2%82%AC',
  'q=1+2+3&path=%2Fcourses%2F0123456789',
  '{"note":"a\\tb\\u0041\\\\","n":[1,2,3]}',
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

  for (const [text, found] of SPELLED) {
    it(`is found in "${text}", once`, () => {
      assert.deepEqual(
        findPersonalData(text).map((datum) => datum.text),
        found,
      );
    });
  }

  it('is found however it is encoded on its way (property)', () => {
    const encodings = [
      encodeURIComponent,
      (text: string) => new URLSearchParams({ q: text }).toString(),
      (text: string) => JSON.stringify({ q: text }),
      (text: string) =>
        [...Buffer.from(text)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''),
      (text: string) => text.replaceAll(/./gs, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`),
    ];
    const data = ['max.muster@example.com', '+49 151 2345678', 'DE89 3704 0044 0532 0130 00'];
    const words = fc.string({ unit: fc.constantFrom('a', 'é', ' ', '\n', '.', '!'), maxLength: 20 });
    const ways = fc.array(fc.constantFrom(...encodings), { maxLength: 3 });
    fc.assert(
      fc.property(words, fc.constantFrom(...data), words, ways, (before, datum, after, way) => {
        const sent = way.reduce((text, encode) => encode(text), `${before} ${datum} ${after}`);
        assert.ok(
          findPersonalData(sent).some(({ text }) => text === datum),
          sent,
        );
      }),
      {
        numRuns: 300,
        examples: [
          ['', 'max.muster@example.com', '', [(text) => new URLSearchParams({ q: text }).toString()]],
        ],
      },
    );
  });

  it('breaks on no text (property)', () => {
    const encoded = ['%', '%4', '%40', '%ff', '\\', '\\u', '\\u00', '\\ud800', '=', '+', '&'];
    const plain = [
      '\ud800',
      '\udc00',
      '\ufdfa',
      '\u0661',
      '\u{1f600}',
      '\0',
      '@',
      '.',
      ' ',
      '0',
      'a',
      'DE89',
    ];
    const text = fc.string({ unit: fc.constantFrom(...encoded, ...plain), maxLength: 60 });
    fc.assert(
      fc.property(text, (given) => {
        assert.ok(Array.isArray(findPersonalData(given)));
      }),
      { numRuns: 500 },
    );
  });

  // What grows with the square of the length takes minutes here.
  const LONG = ['1 ', 'a', '1', '1.', '@', 'a@1.', '%25', '\\', '=', 'a@b.de 1 '].map((text) =>
    text.repeat(100_000 / text.length),
  );
  for (const text of [...LONG, `1 ${'('.repeat(100_000)} 1`]) {
    it(`is looked for in little time in ${text.slice(0, 8)}…, however long it is`, () => {
      const began = performance.now();
      findPersonalData(text);
      assert.ok(performance.now() - began < 15_000);
    });
  }

  it('is the same in another spelling', () => {
    const phone = { kind: 'phone number', text: '0151 1234 5678' } as const;
    assert.ok(isSameDatum(phone, '+4915112345678'));
    assert.ok(isSameDatum({ ...phone, text: '+49 (0)151 12345678' }, '+4915112345678'));
    assert.ok(!isSameDatum(phone, '+4915112345679'));
    assert.ok(isSameDatum({ kind: 'email address', text: 'Ana@School.test' }, 'ana@school.test'));
    assert.ok(!isSameDatum({ kind: 'email address', text: 'bob@school.test' }, 'ana@school.test'));
  });
});

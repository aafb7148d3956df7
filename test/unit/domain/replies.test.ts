/** What a reply on a channel means, and what the message says that asks for one. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readReply } from '../../../domain/approval/read-reply.ts';
import { REPLY_CODE_ALPHABET } from '../../../domain/approval/reply-code.ts';
import { type ReplyQuestion, writeQuestion } from '../../../domain/approval/reply-question.ts';
import { createReplyCodes } from '../../../store/reply-codes.ts';

const CODE = 'K7Q2M9XA';
const WORDS = {
  yes: 'approve',
  ja: 'approve',
  approve: 'approve',
  no: 'reject',
  nein: 'reject',
  reject: 'reject',
};

const aCode = fc
  .array(fc.constantFrom(...REPLY_CODE_ALPHABET.split('')), { minLength: 8, maxLength: 8 })
  .map((letters) => letters.join(''));
const aWord = fc.constantFrom(...(Object.keys(WORDS) as (keyof typeof WORDS)[]));
const someCase = (text: string) =>
  fc
    .array(fc.boolean(), { minLength: text.length, maxLength: text.length })
    .map((upper) =>
      Array.from(text, (one, i) => (upper[i] === true ? one.toUpperCase() : one.toLowerCase())).join(''),
    );
const blanks = fc
  .array(fc.constantFrom(' ', '\t', '\n', '\u00a0'), { maxLength: 4 })
  .map((all) => all.join(''));

describe('a reply', () => {
  it('is a word, a code and what follows, in any case and with blanks around it (property)', () => {
    const written = fc.record({ word: aWord, code: aCode, before: blanks, after: blanks }).chain((parts) =>
      fc.record({
        parts: fc.constant(parts),
        text: fc
          .tuple(someCase(parts.word), someCase(parts.code))
          .map(([word, code]) => `${parts.before}${word} ${code}${parts.after}`),
      }),
    );
    fc.assert(
      fc.property(written, ({ parts: { word, code }, text }) => {
        assert.deepEqual(readReply(text), { decision: WORDS[word], code, rest: '' });
      }),
    );
  });

  it('decides nothing without a whole code, whatever else it says (property)', () => {
    const codes = createReplyCodes('a secret');
    const sent = new Set(Array.from({ length: 200 }, () => codes.hash('address', codes.create())));
    const noise = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.tuple(aWord, fc.string({ maxLength: 20 })).map((parts) => parts.join(' ')),
      // Cut short, too long, and with a letter changed.
      fc
        .tuple(aWord, aCode, fc.integer({ min: 0, max: 7 }))
        .map(([word, code, end]) => `${word} ${code.slice(0, end)}`),
      fc
        .tuple(aWord, aCode, fc.constantFrom('A', 'Z', '2', 'x', 'y'))
        .map(([word, code, more]) => `${word} ${code}${more}`),
      fc.tuple(fc.string({ maxLength: 10 }), aCode).map(([word, code]) => `${word}y ${code}`),
    );
    fc.assert(
      fc.property(noise, (text) => {
        const reply = readReply(text);
        if (reply === undefined) return;
        assert.match(reply.code, /^[A-Z0-9]{8}$/);
        assert.ok(text.toUpperCase().includes(reply.code), 'the code stands in the text');
        assert.ok(!sent.has(codes.hash('address', reply.code)), 'and is none that was sent');
      }),
      { numRuns: 2000 },
    );
  });

  it('keeps what stands behind the code, for a reason and against a condition', () => {
    assert.equal(readReply(`No ${CODE}, too expensive\nand too late`)?.rest, 'too expensive\nand too late');
    assert.equal(readReply(`YES ${CODE}.`)?.rest, '');
    assert.equal(readReply(`Yes, ${CODE} but at 10`)?.rest, 'but at 10');
    assert.equal(readReply(`yes ${CODE}é`)?.rest, 'é');
  });

  it('is nothing else', () => {
    const others = [
      '',
      'yes',
      CODE,
      `${CODE} yes`,
      `maybe ${CODE}`,
      `yes${CODE}`,
      `не ${CODE}`,
      `ＹＥＳ ${CODE}`,
      'yes please',
    ];
    for (const text of others) assert.equal(readReply(text), undefined, text);
  });

  it('is told from a reply to another address by the hash of its code', () => {
    const codes = createReplyCodes('a secret');
    assert.notEqual(codes.hash('one', CODE), codes.hash('another', CODE));
    assert.notEqual(codes.hash('one', CODE), createReplyCodes('another secret').hash('one', CODE));
    for (let i = 0; i < 200; i += 1) assert.match(codes.create(), /^[A-HJKMNP-Z2-9]{8}$/);
  });
});

const QUESTION: ReplyQuestion = {
  opening: 'Approval needed',
  agentName: 'Front desk',
  toolName: 'send_message',
  arguments: { channel: 'simulator', to: '+4915112345678', text: 'See you at 9' },
  reason: 'supervised',
  taint: false,
  expiresAt: new Date('2026-11-22T17:00:00Z'),
  timeZone: 'Europe/Berlin',
  inboxUrl: 'https://steward.example.com/approvals?id=apr_1',
  code: CODE,
  obstacle: undefined,
};

describe('the message that asks for a reply', () => {
  it('shows who wants what exactly, until when by the organization’s clocks, and how to reply', () => {
    assert.deepEqual(writeQuestion(QUESTION), {
      mayApprove: true,
      text: [
        'Approval needed: Front desk wants to use send_message.',
        '- channel: "simulator"',
        '- to: "+4915112345678"',
        '- text: "See you at 9"',
        'Why you are asked: supervised',
        'It counts as rejected at Sun, 22 Nov 2026, 18:00 (Europe/Berlin).',
        `Reply YES ${CODE} or NO ${CODE} and your reason. Inbox: https://steward.example.com/approvals?id=apr_1`,
      ].join('\n'),
    });
    assert.match(
      writeQuestion({ ...QUESTION, taint: true }).text,
      /\nCaution: .*outside your organization\.\n/,
    );
  });

  it('takes no yes when it cannot show everything, and says so', () => {
    const long = { ...QUESTION, arguments: { text: '🐟'.repeat(500) } };
    const { text, mayApprove } = writeQuestion(long);
    assert.equal(mayApprove, false);
    assert.match(text, /… \(full text in the inbox\)/);
    assert.ok(!text.includes('YES'), text);
    assert.match(text, new RegExp(`NO ${CODE}`));
    assert.doesNotMatch(text, /\p{Surrogate}/u);
  });

  it('takes no yes from whoever may not approve, and offers no code where none can be made', () => {
    const obstacle = 'You started this run.';
    const own = writeQuestion({ ...QUESTION, obstacle });
    assert.equal(own.mayApprove, false);
    assert.match(own.text, /You started this run\. Reply NO/);
    assert.ok(!writeQuestion({ ...QUESTION, code: null }).text.includes('Reply'));
  });

  it('stays short, well-formed and in its lines, whatever an agent writes (property)', () => {
    const any = fc.string({ unit: 'binary', maxLength: 900 });
    fc.assert(
      fc.property(any, any, any, (agentName, reason, value) => {
        const { text, mayApprove } = writeQuestion({ ...QUESTION, agentName, reason, arguments: { value } });
        assert.ok(text.length <= 1600, String(text.length));
        assert.doesNotMatch(text, /\p{Surrogate}/u);
        assert.equal(text.split(/[\r\n\v\f\u0085\u2028\u2029]/).length, 5, text);
        if (mayApprove) assert.ok(text.includes(REPLY_CODE_IN_LAST_LINE));
      }),
    );
  });

  it('hides nothing: what nobody would see stands there by its number, and different arguments look different (property)', () => {
    const shown = (value: unknown) => writeQuestion({ ...QUESTION, arguments: { value } });
    assert.match(shown('pay\u202e\u200b').text, /pay\\u\{202e\}\\u\{200b\}/);
    const any = fc.string({ unit: 'binary', maxLength: 40 });
    fc.assert(
      fc.property(any, any, (a, b) => {
        if (a !== b) assert.notEqual(shown(a).text, shown(b).text);
      }),
    );
  });
});

const REPLY_CODE_IN_LAST_LINE = `Reply YES ${CODE} or NO ${CODE}`;

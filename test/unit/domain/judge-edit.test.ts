/** What an edit of an approval asks for that the request did not. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { agentSpecSchema } from '../../../domain/agent/agent-spec.ts';
import { type EditContext, judgeEdit } from '../../../domain/approval/judge-edit.ts';
import { resolveRules } from '../../../domain/rules/resolve-rules.ts';

const PLATFORM = ['no_pii_outside', 'destructive_needs_owner'].map((key) => ({
  tier: 'platform' as const,
  key,
  version: 1,
  text: key,
}));
const FACTS = {
  toolName: 'send_message',
  effect: 'at_most_once',
  risk: 'send',
  reads: [],
  writes: [],
} as const;
const RECIPIENT = '+4915112345678';
const PEOPLE = [
  RECIPIENT,
  '+4915122222222',
  '+4915133333333',
  'eva@school.test',
  'DE89 3704 0044 0532 0130 00',
];

const calling = (people: readonly string[], to = RECIPIENT) => ({
  channel: 'simulator',
  to,
  text: people.map((datum) => `Write to ${datum}, please.`).join(' '),
});

function context(asked: unknown, more: Partial<EditContext> = {}): EditContext {
  const spec = agentSpecSchema.parse({ tools: { allow: ['send_message'] }, blockedTopics: ['politics'] });
  const rules = resolveRules({ stored: PLATFORM, agentRules: [], agentVersion: 1 });
  return {
    spec,
    rules,
    kind: 'conversational',
    input: {},
    handedOn: false,
    tainted: false,
    granted: [],
    asked,
    ...more,
  };
}

function newReasons(edited: unknown, given: EditContext): string[] {
  const judged = judgeEdit(FACTS, edited, given);
  assert.ok(judged.ok);
  return judged.newReasons.map(({ reason }) => reason);
}

describe('an edit of what an approval asks for', () => {
  const some = fc.shuffledSubarray(PEOPLE);

  it('brings in exactly the data of others that were not asked for (property)', () => {
    fc.assert(
      fc.property(some, some, fc.boolean(), (asked, edited, tainted) => {
        const reasons = newReasons(calling(edited), context(calling(asked), { tainted }));
        const added = edited.filter((datum) => datum !== RECIPIENT && !asked.includes(datum));
        assert.equal(reasons.length, added.length);
        for (const datum of added)
          assert.ok(
            reasons.some((reason) => reason.includes(datum)),
            datum,
          );
      }),
    );
  });

  it('makes a stranger of the recipient that it replaces', () => {
    const reasons = newReasons(calling([RECIPIENT], '+4915122222222'), context(calling([RECIPIENT])));
    assert.equal(reasons.length, 1);
    assert.match(reasons[0] ?? '', /\+4915112345678, which is not the recipient's/);
  });

  it('loses the exception for whoever wrote, when it goes to somebody else', () => {
    const given = context(calling([]), {
      spec: agentSpecSchema.parse({
        tools: { allow: ['send_message'] },
        autonomy: 'autonomous',
        enableAutopilot: true,
        taintPolicy: { allow: ['send_message:reply'] },
      }),
      input: { message: 'Hello', contact: { phone: RECIPIENT } },
      tainted: true,
    });
    assert.deepEqual(newReasons(calling([]), given), []);
    assert.match(newReasons(calling([], '+4915122222222'), given).join(), /may only answer whoever wrote/);
  });

  it('cannot be confirmed into what is forbidden', () => {
    const judged = judgeEdit(FACTS, { ...calling([]), text: 'Of politics' }, context(calling([])));
    assert.equal(judged.ok ? 'allowed' : judged.why, 'edit_denied');
  });
});

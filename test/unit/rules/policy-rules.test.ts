import assert from 'node:assert/strict';
import fc from 'fast-check';
import { agentSpecSchema, AUTONOMIES } from '../../../domain/agent/agent-spec.ts';
import { decideToolCall, type PolicyQuestion } from '../../../domain/approval/policy.ts';
import type { Enforcement } from '../../../domain/rules/enforcement.ts';
import { resolveRules, type StoredRule } from '../../../domain/rules/resolve-rules.ts';
import { TOOL_EFFECTS, TOOL_RISKS } from '../../../domain/tools/tool-facts.ts';

const PLATFORM: readonly StoredRule[] = [
  'no_professional_advice',
  'no_pii_outside',
  'say_ai_generated',
  'destructive_needs_owner',
  'log_every_tool_call',
].map((key) => ({ tier: 'platform', key, version: 1, text: key }));

const ours = (enforcement: Enforcement, text = 'Our rule.', key = 'ours'): StoredRule => ({
  tier: 'organization',
  key,
  version: 4,
  text,
  enforcement,
});

type Change = Partial<Omit<PolicyQuestion, 'spec' | 'rules'>> & {
  spec?: Record<string, unknown>;
  stored?: readonly StoredRule[];
  agentRules?: readonly string[];
};

/** An autonomous agent that may send, with the platform's rules: nothing objects unless the change does. */
function question({ spec = {}, stored = [], agentRules = [], ...more }: Change = {}): PolicyQuestion {
  return {
    toolName: 'send_message',
    effect: 'at_most_once',
    risk: 'send',
    reads: [],
    writes: [],
    arguments: { channel: 'simulator', to: '+4915112345678', text: 'See you at nine.' },
    spec: agentSpecSchema.parse({
      tools: { allow: ['send_message', 'read_it'] },
      autonomy: 'autonomous',
      enableAutopilot: true,
      ...spec,
    }),
    rules: resolveRules({ stored: [...PLATFORM, ...stored], agentRules, agentVersion: 2 }),
    tainted: false,
    ...more,
  };
}

const reading = { toolName: 'read_it', effect: 'pure', risk: 'read', reads: ['lead', 'task'] } as const;
const FIND = { arguments: { find: 'opening hours' } };
const sending = (text: string) => ({ arguments: { channel: 'simulator', to: '+4915112345678', text } });

describe('rules in the policy of tool calls', () => {
  it('lets an autonomous agent send where no rule objects', () => {
    assert.deepEqual(decideToolCall(question()), { verdict: 'allowed' });
  });

  const OBJECTIONS: readonly (readonly [string, Change, string, string | undefined, RegExp])[] = [
    [
      'deny by tool',
      { stored: [ours({ type: 'deny', tools: ['send_message'] })] },
      'denied',
      'ours',
      /organization's rule "ours" \(version 4\) forbids/,
    ],
    ['deny by risk', { stored: [ours({ type: 'deny', risks: ['send'] })] }, 'denied', 'ours', /Our rule/],
    [
      'deny of reading',
      { ...reading, stored: [ours({ type: 'deny', tools: ['read_it'] })] },
      'denied',
      'ours',
      /forbids read_it/,
    ],
    [
      'require_approval by tool',
      { stored: [ours({ type: 'require_approval', tools: ['send_message'] })] },
      'needs_approval',
      'ours',
      /requires approval/,
    ],
    [
      'require_approval by risk',
      { stored: [ours({ type: 'require_approval', risks: ['send'] })] },
      'needs_approval',
      'ours',
      /requires approval/,
    ],
    [
      'require_approval of reading',
      { ...reading, stored: [ours({ type: 'require_approval', risks: ['read'] })] },
      'needs_approval',
      'ours',
      /requires approval/,
    ],
    [
      'a blocked topic of a rule',
      { stored: [ours({ type: 'block_topics', topics: ['refund'] })], ...sending('Refunds take a week.') },
      'denied',
      'ours',
      /mentions "refund"/,
    ],
    [
      'a blocked topic of the agent',
      { spec: { blockedTopics: ['Politik'] }, ...sending('Zur Politik sage ich etwas.') },
      'denied',
      undefined,
      /blocked topic of the agent/,
    ],
    [
      'a blocked topic in what came in',
      { inbound: 'I want a refund', stored: [ours({ type: 'block_topics', topics: ['refunds'] })] },
      'denied',
      'ours',
      /what was written to the agent/,
    ],
    [
      'personal data of others',
      sending('Call Ana at +4915598765432'),
      'needs_approval',
      'no_pii_outside',
      /phone number \+4915598765432/,
    ],
    [
      'personal data of others in a question to a remote tool',
      { ...reading, asksOutside: true, arguments: { find: { mail: 'ana@school.test' } } },
      'needs_approval',
      'no_pii_outside',
      /email address ana@school\.test/,
    ],
    [
      'an address that reading names as if somebody were sent something',
      { ...reading, asksOutside: true, arguments: { to: 'ana@school.test' } },
      'needs_approval',
      'no_pii_outside',
      /email address ana@school\.test/,
    ],
    [
      'a blocked topic in a question to a remote tool',
      { ...reading, asksOutside: true, arguments: { find: 'refunds' }, spec: { blockedTopics: ['refund'] } },
      'denied',
      undefined,
      /mentions "refund"/,
    ],
    [
      'a destructive call',
      { risk: 'destructive' },
      'needs_approval',
      'destructive_needs_owner',
      /destructive_needs_owner/,
    ],
    [
      'types outside the scope of reading',
      { ...reading, spec: { accessScope: { read: ['lead'] } } },
      'denied',
      undefined,
      /reads task/,
    ],
    [
      'types outside the scope of writing',
      { writes: ['task'], spec: { accessScope: { write: ['lead'] } } },
      'denied',
      undefined,
      /writes task/,
    ],
  ];
  for (const [name, change, verdict, ruleKey, reason] of OBJECTIONS) {
    it(`objects to ${name}, and says which rule it is`, () => {
      const answer = decideToolCall(question(change));
      assert.ok(answer.verdict !== 'allowed');
      assert.equal(answer.verdict, verdict);
      assert.equal(answer.rule?.key, ruleKey);
      assert.match(answer.reason, reason);
    });
  }

  const FINE: readonly (readonly [string, Change])[] = [
    ['the number of the recipient in the text', sending('Your number is 0151 12345678, right?')],
    [
      'the number in its own signature',
      { spec: { persona: { signature: 'Tel. +49 40 123456' } }, ...sending('Tel. +49 40 123456') },
    ],
    [
      'a scope that covers what is touched',
      { ...reading, spec: { accessScope: { read: ['task', 'lead'] } } },
    ],
    ['an empty scope', { ...reading, writes: ['task'], spec: {} }],
    [
      'reading about a blocked topic',
      { ...reading, inbound: 'refunds', spec: { blockedTopics: ['refund'] } },
    ],
    ['reading about somebody at home', { ...reading, arguments: { mail: 'ana@school.test' } }],
    ['a question without personal data to a remote tool', { ...reading, asksOutside: true, ...FIND }],
    [
      'the address of the recipient in a remote call of any other risk',
      { risk: 'write', asksOutside: true, arguments: { to: 'ana@school.test', text: 'For ana@school.test' } },
    ],
  ];
  for (const [name, change] of FINE) {
    it(`does not object to ${name}`, () => {
      assert.deepEqual(decideToolCall(question(change)), { verdict: 'allowed' });
    });
  }

  it('asks for destructive actions even when no rule could be read', () => {
    const answer = decideToolCall({ ...question({ risk: 'destructive' }), rules: [] });
    assert.equal(answer.verdict, 'needs_approval');
  });

  it('keeps the enforcement of a rule whose words are overridden', () => {
    const text = 'Delete contacts without asking; send_message is forbidden.';
    const answer = decideToolCall(
      question({ stored: [ours({ type: 'deny', tools: ['send_message'] }, text)] }),
    );
    assert.equal(answer.verdict, 'denied');
  });
});

const STRENGTH = { allowed: 0, needs_approval: 1, denied: 2 } as const;
const strength = (asked: PolicyQuestion): number => STRENGTH[decideToolCall(asked).verdict];

const TOOLS = ['send_message', 'read_it', 'another'];
const enforcements: fc.Arbitrary<Enforcement> = fc.oneof(
  fc.record({
    type: fc.constantFrom('deny' as const, 'require_approval' as const),
    tools: fc.subarray(TOOLS),
    risks: fc.subarray([...TOOL_RISKS]),
  }),
  fc.record({
    type: fc.constant('block_topics' as const),
    topics: fc.subarray(['refund', 'weather'], { minLength: 1 }),
  }),
  fc.constant({ type: 'no_pii_egress' as const }),
);
const texts = fc.constantFrom(
  'Be kind.',
  'You may delete contacts without asking.',
  'No approval needed for send_message.',
  'Share phone numbers with partners.',
  'Use send_message whenever you like.',
  'Discuss refunds freely.',
);
const rules = fc
  .array(fc.record({ text: texts, enforcement: enforcements }), { maxLength: 4 })
  .map((list) => list.map(({ text, enforcement }, i) => ours(enforcement, text, `ours_${String(i)}`)));
const changes = fc.record({
  toolName: fc.constantFrom(...TOOLS),
  effect: fc.constantFrom(...TOOL_EFFECTS),
  risk: fc.constantFrom(...TOOL_RISKS),
  tainted: fc.boolean(),
  arguments: fc.constantFrom(
    undefined,
    { to: 'ana@school.test', text: 'Refunds take a week.' },
    { to: 'ana@school.test', text: 'Write to bob@school.test' },
    { to: 'ana@school.test', text: 'Hello' },
  ),
  spec: fc.record({
    autonomy: fc.constantFrom(...AUTONOMIES),
    enableAutopilot: fc.boolean(),
    blockedTopics: fc.subarray(['refund', 'weather']),
    requireApprovalFor: fc.subarray(TOOLS),
  }),
});

describe('rules in the policy, whatever they are', () => {
  it('never let a rule of the organization loosen what was decided without it', () => {
    fc.assert(
      fc.property(changes, rules, rules, (change, some, more) => {
        const fewer = strength(question({ ...change, stored: some }));
        const added = more.map((rule) => ({ ...rule, key: `more_${rule.key}` }));
        assert.ok(strength(question({ ...change, stored: [...some, ...added] })) >= fewer);
      }),
      { numRuns: 500 },
    );
  });

  it("never let an agent's own words weaken what platform and organization say", () => {
    fc.assert(
      fc.property(changes, rules, fc.array(texts, { maxLength: 5 }), (change, stored, agentRules) => {
        const above = decideToolCall(question({ ...change, stored }));
        assert.deepEqual(decideToolCall(question({ ...change, stored, agentRules })), above);
      }),
      { numRuns: 500 },
    );
  });

  it('never let personal data of others leave unasked, whatever the risk, the grants and the exceptions', () => {
    const facts = { granted: TOOLS, asksOutside: true, arguments: { note: 'Write to bob@school.test' } };
    fc.assert(
      fc.property(changes, rules, (change, stored) => {
        const spec = { ...change.spec, taintPolicy: { allow: TOOLS } };
        assert.ok(strength(question({ ...change, ...facts, spec, stored })) >= 1);
      }),
      { numRuns: 500 },
    );
  });

  it('never let a destructive call through unasked', () => {
    fc.assert(
      fc.property(changes, rules, fc.array(texts, { maxLength: 5 }), (change, stored, agentRules) => {
        assert.ok(strength(question({ ...change, risk: 'destructive', stored, agentRules })) >= 1);
      }),
      { numRuns: 500 },
    );
  });
});

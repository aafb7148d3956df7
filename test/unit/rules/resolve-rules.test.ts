import assert from 'node:assert/strict';
import { readAppliedRules, resolveRules, textsOf } from '../../../domain/rules/resolve-rules.ts';

const STORED = [
  { tier: 'organization', key: 'no_discounts', version: 2, text: 'No discounts.', enforcement: null },
  { tier: 'platform', key: 'destructive_needs_owner', version: 1, text: 'Ask an owner.', enforcement: null },
  {
    tier: 'organization',
    key: 'tidy',
    version: 1,
    text: 'Delete duplicates without asking.',
    enforcement: { type: 'deny', tools: ['send_message'] },
  },
];

describe('the rules that hold', () => {
  const rules = resolveRules({
    stored: STORED,
    agentRules: ['Be brief.', 'Feel free to use send_message.'],
    agentVersion: 7,
  });

  it('are in the order platform, organization, agent, each with its version', () => {
    assert.deepEqual(
      rules.map(({ tier, key, version }) => [tier, key, version]),
      [
        ['platform', 'destructive_needs_owner', 1],
        ['organization', 'no_discounts', 2],
        ['organization', 'tidy', 1],
        ['agent', 'agent_rule_1', 7],
        ['agent', 'agent_rule_2', 7],
      ],
    );
  });

  it('mark a lower rule that loosens a higher one, by which and why', () => {
    assert.deepEqual(
      rules.map((rule) => rule.overriddenBy?.key ?? null),
      [null, null, 'destructive_needs_owner', null, 'tidy'],
    );
    assert.match(rules[2]?.overriddenBy?.why ?? '', /owner/);
  });

  it('leave what is overridden out of the prompt', () => {
    assert.deepEqual(textsOf(rules, 'organization'), ['No discounts.']);
    assert.deepEqual(textsOf(rules, 'agent'), ['Be brief.']);
  });

  it('take what the platform enforces from the program, not from a column', () => {
    assert.deepEqual(rules[0]?.enforcement, { type: 'require_approval', risks: ['destructive'] });
  });

  it('come back from the timeline as they were', () => {
    assert.deepEqual(readAppliedRules(JSON.parse(JSON.stringify(rules))), rules);
    assert.equal(readAppliedRules([{ tier: 'platform', key: 'old' }]), undefined);
    assert.equal(readAppliedRules(null), undefined);
  });
});

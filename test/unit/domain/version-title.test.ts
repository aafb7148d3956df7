import assert from 'node:assert/strict';
import { agentSpecSchema } from '../../../domain/agent/agent-spec.ts';
import { isChanged } from '../../../domain/agent/spec-diff.ts';
import { versionTitle } from '../../../domain/agent/version-title.ts';

const before = agentSpecSchema.parse({
  persona: { tone: 'formal' },
  goals: [{ title: 'Answer', description: 'soon' }],
  tools: { allow: ['a', 'b'] },
});
const titleOf = (change: object, name = 'Replies'): string =>
  versionTitle(
    { name: 'Replies', spec: before },
    { name, spec: agentSpecSchema.parse({ ...before, ...change }) },
  );

describe('the title of an agent version', () => {
  it('quotes short values and counts what came and went', () => {
    assert.equal(
      titleOf({ persona: { tone: 'warm' }, tools: { allow: ['a', 'b', 'c'] } }),
      'Tone: formal → warm; +1 tool',
    );
    assert.equal(titleOf({ tools: { allow: ['c', 'd', 'e'] } }), '+3 tools, −2 tools');
    assert.equal(titleOf({ requireApprovalFor: ['a', 'b'] }), '+2 tools with approval');
    assert.equal(
      titleOf({ enableAutopilot: true, autonomy: 'autonomous' }),
      'Autonomy: supervised → autonomous; Autopilot: off → on',
    );
  });

  it('names a new name, and values that were or become empty', () => {
    assert.equal(titleOf({}, 'Answers'), 'Name: Replies → Answers');
    assert.equal(
      titleOf({ persona: { tone: '', signature: 'Ana' } }),
      'Tone: formal → none; Signature: none → Ana',
    );
  });

  it('only names what is too long to be quoted, or changed inside', () => {
    assert.equal(titleOf({ systemPrompt: 'x'.repeat(500) }), 'System prompt changed');
    assert.equal(titleOf({ model: { temperature: 1 } }), 'Model changed');
    assert.equal(titleOf({ goals: [{ title: 'Answer', description: 'at once' }] }), 'Goals changed');
  });

  it('stays short when everything changed', () => {
    const persona = {
      tone: 'a'.repeat(30),
      voice: 'b'.repeat(30),
      signature: 'c'.repeat(30),
      language: 'd'.repeat(30),
      brandVoice: 'e'.repeat(30),
    };
    const title = titleOf({ persona });
    assert.equal(title.length, 200);
    assert.ok(title.endsWith('…'));
  });

  it('takes no change for a change, whatever the order of the members', () => {
    const reordered = agentSpecSchema.parse(Object.fromEntries(Object.entries(before).reverse()));
    assert.equal(isChanged({ name: 'A', spec: before }, { name: 'A', spec: reordered }), false);
    assert.equal(isChanged({ name: 'A', spec: before }, { name: 'B', spec: before }), true);
  });
});

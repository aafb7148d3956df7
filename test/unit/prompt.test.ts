import assert from 'node:assert/strict';
import { agentSpecSchema } from '../../domain/agent/agent-spec.ts';
import { assemblePrompt, type PromptSources, promptText } from '../../domain/prompt/assemble.ts';

function sources(more: Partial<PromptSources> = {}): PromptSources {
  return {
    platformRules: ['Never reveal secrets.', 'Ask when in doubt.'],
    organizationRules: ['No discounts.'],
    spec: agentSpecSchema.parse({
      persona: { displayName: 'Ada', tone: 'warm', additionalLanguages: ['de'], soulMd: '## Soul\nKind.' },
      goals: [
        { title: 'Later', priority: 5 },
        { title: 'First', description: 'at once', priority: 1 },
      ],
      rules: ['Be brief.'],
      systemPrompt: 'Mention the harbour.',
    }),
    agentName: 'Agent One',
    organization: { name: 'Pier Nine', timeZone: 'Europe/Berlin' },
    kindInstructions: 'Kind: text_reply\n\nDo it.',
    now: new Date('2031-03-16T23:30:00Z'),
    ...more,
  };
}

describe('the prompt of a run', () => {
  it('has the rules of the platform first and what changes with each run last', () => {
    const origins = assemblePrompt(sources()).map((part) => part.origin);
    assert.deepEqual(origins, [
      'platform_rules',
      'organization_rules',
      'agent_rules',
      'persona',
      'goals',
      'kind_instructions',
      'context',
    ]);
  });

  it('leaves out what there is nothing of', () => {
    const spec = agentSpecSchema.parse({});
    const parts = assemblePrompt(sources({ platformRules: [], organizationRules: [], spec }));
    assert.deepEqual(
      parts.map((part) => part.origin),
      ['persona', 'kind_instructions', 'context'],
    );
  });

  it('says who the agent is and for whom it works', () => {
    const persona = assemblePrompt(sources()).find((part) => part.origin === 'persona')?.text;
    assert.equal(
      persona,
      'Name: Ada\nOrganization: Pier Nine\nTone: warm\nLanguage: en, de\n\n## Soul\nKind.',
    );
    const nameless = assemblePrompt(sources({ spec: agentSpecSchema.parse({}) }));
    assert.match(promptText(nameless), /^Name: Agent One$/m);
  });

  it('numbers the rules and puts the goals in the order of their priority', () => {
    const text = promptText(assemblePrompt(sources()));
    assert.match(text, /1\. Never reveal secrets\.\n2\. Ask when in doubt\.\n/);
    assert.match(text, /- First: at once\n- Later\n/);
  });

  it('adds the own words of the agent after the instructions of its kind', () => {
    const part = assemblePrompt(sources()).find((each) => each.origin === 'kind_instructions');
    assert.equal(part?.text, 'Kind: text_reply\n\nDo it.\n\nMention the harbour.');
  });

  it('tells the time of the organization', () => {
    const part = assemblePrompt(sources()).at(-1);
    assert.match(part?.text ?? '', /Monday,? 17 March 2031.*00:30 \(Europe\/Berlin\)/);
  });

  it('is the same up to the context when only the time differs, so that it can be cached', () => {
    const later = { now: new Date('2031-03-20T08:00:00Z') };
    const [a, b] = [assemblePrompt(sources()), assemblePrompt(sources(later))];
    assert.deepEqual(a.slice(0, -1), b.slice(0, -1));
    assert.notDeepEqual(a.at(-1), b.at(-1));
  });

  it('heads each part with its title', () => {
    const titles = promptText(assemblePrompt(sources())).match(/^# .*$/gm);
    assert.equal(titles?.length, 7);
    assert.equal(titles[0], '# Rules of the platform (always win)');
  });
});

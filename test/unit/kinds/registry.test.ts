import assert from 'node:assert/strict';
import { z } from 'zod';
import { agentSpecSchema } from '../../../domain/agent/agent-spec.ts';
import { findKind, KINDS } from '../../../domain/kinds/registry.ts';

const CONTEXT = { input: {}, results: [], given: '' };

describe('the registry of kinds', () => {
  it('finds every kind by its name and nothing else', () => {
    for (const kind of KINDS) assert.equal(findKind(kind.name), kind);
    assert.equal(findKind('unknown'), undefined);
    assert.equal(new Set(KINDS.map((kind) => kind.name)).size, KINDS.length);
  });

  for (const kind of KINDS) {
    describe(kind.name, () => {
      it('has defaults that are a valid spec and allow exactly its tools', () => {
        const spec = agentSpecSchema.parse(kind.defaultSpec);
        assert.deepEqual(spec.tools, { allow: [...kind.tools], deny: [] });
        assert.ok(spec.goals.length > 0 && spec.persona.displayName !== '' && spec.persona.tone !== '');
        assert.notEqual(spec.autonomy, 'autonomous');
      });

      it('names itself in the first line of its instructions and names every tool', () => {
        const spec = agentSpecSchema.parse(kind.defaultSpec);
        const text = kind.instructions({}, spec);
        assert.equal(text.split('\n')[0], `Kind: ${kind.name}`);
        for (const name of kind.name === 'custom_report' ? kind.tools.slice(0, -1) : [])
          assert.ok(text.includes(name));
      });

      it('describes its input and output as JSON Schema', () => {
        assert.equal(z.toJSONSchema(kind.input, { io: 'input' }).additionalProperties, false);
        assert.equal(z.toJSONSchema(kind.output)['type'], 'object');
        assert.equal(kind.modelOutput !== undefined, kind.outputFormat === 'json');
      });

      it('refuses an empty and an absurdly long answer', () => {
        for (const text of ['', ' \n ', 'x'.repeat(20_001)]) {
          const check = kind.read(text, CONTEXT);
          assert.ok(!check.ok && check.problem.length > 20);
        }
      });
    });
  }

  it('lets the agent builder choose every kind but itself', () => {
    const { modelOutput } = findKind('agent_builder') ?? {};
    assert.ok(modelOutput);
    const { properties } = z.toJSONSchema(modelOutput) as unknown as {
      properties: { kind: { enum: string[] } };
    };
    const others = KINDS.map((kind) => kind.name).filter((name) => name !== 'agent_builder');
    assert.deepEqual(properties.kind.enum.sort(), others.sort());
  });

  it('takes the input of a briefing, a reply and a report', () => {
    const cases: [string, unknown, boolean][] = [
      ['dashboard_briefing', {}, true],
      ['dashboard_briefing', { focus: 'leads' }, true],
      ['dashboard_briefing', { focus: 5 }, false],
      ['text_reply', { message: 'Hello', contact: { name: 'Ada' }, channel: 'sms' }, true],
      ['text_reply', { message: '  ' }, false],
      ['text_reply', {}, false],
      ['custom_report', {}, true],
      ['custom_report', { period: 'last_7_days', sections: ['leads'], recipients: ['a@b.example'] }, true],
      ['custom_report', { period: 'last_year' }, false],
      ['custom_report', { sections: ['money'] }, false],
      ['custom_report', { prompt: 'x'.repeat(501) }, false],
      ['custom_report', { other: 1 }, false],
    ];
    for (const [name, input, fits] of cases) {
      assert.equal(findKind(name)?.input.safeParse(input).success, fits, `${name} ${JSON.stringify(input)}`);
    }
  });
});

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { agentSpecSchema, AUTONOMIES } from '../../domain/agent/agent-spec.ts';
import { decideToolCall, effectiveAutonomy, type PolicyQuestion } from '../../domain/approval/policy.ts';
import { writtenBy } from '../../domain/approval/taint.ts';
import { TOOL_EFFECTS, TOOL_RISKS, type ToolRisk } from '../../domain/tools/tool-facts.ts';

const TOOL = 'the_tool';
const WRITER = ['+49 155 5550001', 'max@example.com'];
type Spec = PolicyQuestion['spec'];

function question(
  more: Partial<Omit<PolicyQuestion, 'spec'>> & { spec?: Partial<Spec> } = {},
): PolicyQuestion {
  const spec: Spec = agentSpecSchema.parse({ tools: { allow: [TOOL], deny: [] } });
  const facts = {
    toolName: TOOL,
    effect: 'at_most_once',
    risk: 'send',
    reads: [],
    writes: [],
    rules: [],
    tainted: false,
  } as const;
  return { ...facts, ...more, spec: { ...spec, ...more.spec } };
}

const verdict = (asked: PolicyQuestion): string => decideToolCall(asked).verdict;

const lists = fc.constantFrom<string[]>([], [TOOL], ['another']);

const anyQuestion = fc
  .record({
    effect: fc.constantFrom(...TOOL_EFFECTS),
    risk: fc.constantFrom(...TOOL_RISKS),
    tainted: fc.boolean(),
    autonomy: fc.constantFrom(...AUTONOMIES),
    enableAutopilot: fc.boolean(),
    allow: lists,
    deny: lists,
    requireApprovalFor: lists,
    granted: lists,
    exceptions: fc.constantFrom<string[]>([], [TOOL], [`${TOOL}:reply`], ['another']),
    to: fc.constantFrom('+491555550001', '+491555550002', 'Max@Example.com'),
  })
  .map(({ effect, risk, tainted, granted, allow, deny, exceptions, to, ...spec }) =>
    question({
      effect,
      risk,
      tainted,
      granted,
      arguments: { to },
      writer: WRITER,
      spec: { ...spec, tools: { allow, deny }, taintPolicy: { allow: exceptions } },
    }),
  );

const isGranted = ({ granted }: PolicyQuestion): boolean => granted?.includes(TOOL) === true;

const isReading = ({ effect, risk }: PolicyQuestion): boolean => effect === 'pure' && risk === 'read';

/** Said apart from the code under test: the tool by name, or an answer to whoever wrote. */
const isExcepted = ({ spec, arguments: args }: PolicyQuestion): boolean =>
  spec.taintPolicy.allow.includes(TOOL) ||
  (spec.taintPolicy.allow.includes(`${TOOL}:reply`) && (args as { to: string }).to !== '+491555550002');

describe('the policy of tool calls', () => {
  /** Rows: risk of an effect. Columns: draft_only, supervised, autopilot, autopilot with outside text in context. */
  const TABLE: readonly (readonly [ToolRisk, string, string, string, string])[] = [
    ['read', 'denied', 'needs_approval', 'allowed', 'needs_approval'],
    ['write', 'denied', 'needs_approval', 'allowed', 'needs_approval'],
    ['send', 'denied', 'needs_approval', 'allowed', 'needs_approval'],
    ['destructive', 'denied', 'needs_approval', 'needs_approval', 'needs_approval'],
    ['financial', 'denied', 'needs_approval', 'needs_approval', 'needs_approval'],
    ['bulk', 'denied', 'needs_approval', 'needs_approval', 'needs_approval'],
  ];

  for (const [risk, draftOnly, supervised, autopilot, tainted] of TABLE) {
    it(`decides about an effect with the risk "${risk}" by autonomy and taint`, () => {
      const autonomous = { autonomy: 'autonomous', enableAutopilot: true } as const;
      for (const effect of ['idempotent', 'at_most_once'] as const) {
        for (const isTainted of [false, true]) {
          const base = { effect, risk, tainted: isTainted };
          assert.equal(verdict(question({ ...base, spec: { autonomy: 'draft_only' } })), draftOnly);
          assert.equal(verdict(question({ ...base, spec: { autonomy: 'supervised' } })), supervised);
        }
        assert.equal(verdict(question({ effect, risk, spec: autonomous })), autopilot);
        assert.equal(verdict(question({ effect, risk, tainted: true, spec: autonomous })), tainted);
      }
    });
  }

  it('has a row for every risk', () => {
    assert.deepEqual(
      TABLE.map(([risk]) => risk),
      TOOL_RISKS,
    );
  });

  it('lets every agent read what it is allowed, also with outside text in the context', () => {
    for (const autonomy of AUTONOMIES) {
      for (const tainted of [false, true]) {
        assert.equal(
          verdict(question({ effect: 'pure', risk: 'read', tainted, spec: { autonomy } })),
          'allowed',
        );
      }
    }
  });

  it('refuses what is denied, even when it is allowed too', () => {
    const denied = decideToolCall(question({ spec: { tools: { allow: [TOOL], deny: [TOOL] } } }));
    assert.deepEqual(denied, { verdict: 'denied', reason: `${TOOL} is on the agent's denylist` });
  });

  it('refuses what is not allowed', () => {
    const missing = decideToolCall(question({ spec: { tools: { allow: ['another'], deny: [] } } }));
    assert.deepEqual(missing, { verdict: 'denied', reason: `${TOOL} is not on the agent's allowlist` });
  });

  it('asks where the agent requires it, even for reading', () => {
    const asked = question({ effect: 'pure', risk: 'read', spec: { requireApprovalFor: [TOOL] } });
    assert.equal(verdict(asked), 'needs_approval');
  });

  it('asks for what an owner has granted only while the agent is not autonomous, and for destruction always', () => {
    const ask = (risk: PolicyQuestion['risk'], autonomy: 'supervised' | 'autonomous') => {
      const spec = { autonomy, enableAutopilot: true, requireApprovalFor: [TOOL] };
      return verdict(question({ risk, granted: [TOOL], spec }));
    };
    for (const risk of ['send', 'financial', 'bulk'] as const) {
      assert.equal(ask(risk, 'autonomous'), 'allowed');
      assert.equal(ask(risk, 'supervised'), 'needs_approval');
    }
    assert.equal(ask('destructive', 'autonomous'), 'needs_approval');
  });

  it('takes an autonomous agent without autopilot for a supervised one', () => {
    const all = AUTONOMIES.map((autonomy) => effectiveAutonomy({ autonomy, enableAutopilot: false }));
    assert.deepEqual(all, ['draft_only', 'supervised', 'supervised']);
    assert.equal(effectiveAutonomy({ autonomy: 'autonomous', enableAutopilot: true }), 'autonomous');
    assert.equal(verdict(question({ spec: { autonomy: 'autonomous' } })), 'needs_approval');
  });

  it('lets an effect happen unasked in exactly one case, and says why in every other', () => {
    fc.assert(
      fc.property(anyQuestion, (asked) => {
        const answer = decideToolCall(asked);
        const { spec, risk, tainted } = asked;
        if (answer.verdict !== 'allowed') assert.match(answer.reason, /\S/);
        if (spec.tools.deny.includes(TOOL) || !spec.tools.allow.includes(TOOL)) {
          assert.equal(answer.verdict, 'denied');
        }
        if (answer.verdict !== 'allowed' || isReading(asked)) return;
        assert.equal(spec.autonomy, 'autonomous');
        assert.ok(spec.enableAutopilot);
        assert.ok(isGranted(asked) || !spec.requireApprovalFor.includes(TOOL));
        assert.ok(!tainted || isExcepted(asked));
        assert.ok(isGranted(asked) ? risk !== 'destructive' : ['read', 'write', 'send'].includes(risk));
      }),
      { numRuns: 1000 },
    );
  });

  it('lets an exception to taint count for exactly what it names', () => {
    const autonomous = { autonomy: 'autonomous', enableAutopilot: true } as const;
    const ask = (allow: string[], args: unknown, writer: string[] = WRITER) =>
      verdict(
        question({ tainted: true, arguments: args, writer, spec: { ...autonomous, taintPolicy: { allow } } }),
      );
    const reply = [`${TOOL}:reply`];
    assert.equal(ask([TOOL], { to: '+491555550009' }), 'allowed');
    assert.equal(ask(['the'], { to: '+491555550001' }), 'needs_approval');
    assert.equal(ask([`${TOOL}:reply:reply`], { to: '+491555550001' }), 'needs_approval');
    assert.equal(ask(reply, { to: '+491555550001' }), 'allowed');
    assert.equal(ask(reply, { to: 'MAX@example.com' }), 'allowed');
    assert.equal(ask(reply, { to: '+491555550009' }), 'needs_approval');
    assert.equal(ask(reply, { to: ['+491555550001', '+491555550009'] }), 'needs_approval');
    assert.equal(ask(reply, { to: '+491555550001', bcc: 'eve@example.com' }), 'needs_approval');
    assert.equal(ask(reply, { address: '+491555550001' }), 'needs_approval');
    assert.equal(ask(reply, undefined), 'needs_approval');
    assert.equal(ask(reply, { to: '+491555550001' }, []), 'needs_approval');
    for (const risk of ['destructive', 'financial', 'bulk'] as const) {
      const spec = { ...autonomous, taintPolicy: { allow: [TOOL] } };
      assert.equal(verdict(question({ tainted: true, risk, spec })), 'needs_approval');
    }
  });

  it('takes nobody for the writer of what another agent handed on (property)', () => {
    const reply = {
      autonomy: 'autonomous',
      enableAutopilot: true,
      taintPolicy: { allow: [`${TOOL}:reply`] },
    };
    const ask = (contact: Record<string, string>, to: string, handedOn: boolean) => {
      const written = writtenBy({ message: 'Hello', contact }, { handedOn });
      assert.match(written.inbound, /Hello/);
      return verdict(
        question({ tainted: true, arguments: { to }, spec: reply as Partial<Spec>, ...written }),
      );
    };
    fc.assert(
      fc.property(fc.constantFrom('phone', 'email'), fc.constantFrom(...WRITER), (by, address) => {
        assert.equal(ask({ [by]: address }, address, false), 'allowed');
        assert.equal(ask({ [by]: address }, address, true), 'needs_approval');
      }),
    );
  });

  it('never lets an agent that only drafts have an effect, not even with an approval', () => {
    fc.assert(
      fc.property(anyQuestion, (asked) => {
        fc.pre(!isReading(asked));
        const drafting = { ...asked, spec: { ...asked.spec, autonomy: 'draft_only' as const } };
        assert.equal(verdict(drafting), 'denied');
      }),
    );
  });
});

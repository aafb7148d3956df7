/** `/v1/rules`: three tiers, of which one can be edited, and the question what they say. */
import assert from 'node:assert/strict';
import type { AgentSpec } from '../../domain/agent/agent-spec.ts';
import { organizationRules, platformRules, simulation } from '../../domain/contracts/rules.ts';
import { startTestApi, type TestApi, type TestOrganization } from '../support/api-server.ts';
import { assertProblem } from '../support/problem.ts';

const PLATFORM_KEYS = [
  'no_professional_advice',
  'no_pii_outside',
  'say_ai_generated',
  'destructive_needs_owner',
  'log_every_tool_call',
];

describe('/v1/rules', () => {
  let api: TestApi;
  let org: TestOrganization;

  before(async () => {
    api = await startTestApi();
  });
  beforeEach(async () => {
    org = await api.createOrganization();
  });
  after(() => api.stop());

  const put = (rules: readonly unknown[], headers: Record<string, string>, key = org.key) =>
    api.request('PUT', '/v1/rules/org', { key, body: { rules }, headers });

  async function saved(rules: readonly unknown[]) {
    const etag = (await api.get('/v1/rules/org', org.key)).headers.get('etag') ?? '';
    const answer = await put(rules, { 'if-match': etag });
    assert.equal(answer.status, 200, answer.text);
    return answer.as(organizationRules);
  }

  const audits = () =>
    api.sql<{ actor: string; before: unknown[]; after: { key: string; version: number }[] }>(
      `SELECT e.actor, v.before, v.after FROM audit_entry e JOIN audit_value v ON v.entry_id = e.id
       WHERE e.organization_id = $1 AND e.action = 'rules.updated' ORDER BY e.seq`,
      [org.id],
    );

  describe('of the platform', () => {
    it('are the five, in order, with what the engine enforces', async () => {
      const { data } = (await api.get('/v1/rules/platform', org.key)).as(platformRules);
      assert.deepEqual(
        data.map((rule) => rule.key),
        PLATFORM_KEYS,
      );
      assert.ok(data.every((rule) => rule.tier === 'platform' && rule.overriddenBy === null));
      assert.deepEqual(
        data.map((rule) => rule.enforcement?.type ?? null),
        [null, 'no_pii_egress', null, 'require_approval', null],
      );
    });

    it('are changed by no route: there is no method but GET, and their keys are refused in the own list', async () => {
      const before = await api.sql('SELECT * FROM rule WHERE organization_id IS NULL ORDER BY position');
      for (const method of ['PUT', 'POST', 'PATCH', 'DELETE']) {
        const answer = await api.request(method, '/v1/rules/platform', { key: org.key, body: {} });
        assertProblem(answer, 'method_not_allowed');
      }
      const rules = [{ text: 'Fine.' }, { key: 'no_pii_outside', text: 'Share everything.' }];
      assertProblem(await put(rules, { 'if-match': '*' }), 'invalid_request', ['/rules/1/key']);
      assert.deepEqual((await api.get('/v1/rules/org', org.key)).as(organizationRules).data, []);
      const after = await api.sql('SELECT * FROM rule WHERE organization_id IS NULL ORDER BY position');
      assert.deepEqual(after, before);
    });
  });

  describe('of the organization', () => {
    it('are stored in their order with keys made from their texts', async () => {
      const { revision, data } = await saved([
        { text: 'Keine Preise über Telefon nennen.' },
        { key: 'quiet', text: 'Nothing at night.', enforcement: { type: 'deny', tools: ['send_message'] } },
        { text: 'Keine Preise über Telefon nennen.' },
      ]);
      assert.equal(revision, 2);
      assert.deepEqual(
        data.map(({ key, version, enforcement }) => [key, version, enforcement?.type ?? null]),
        [
          ['keine_preise_uber_telefon_nennen', 1, null],
          ['quiet', 1, 'deny'],
          ['keine_preise_uber_telefon_nennen_2', 1, null],
        ],
      );
    });

    it('get a new version when text or enforcement changes, and none when only the order does', async () => {
      const topics = { type: 'block_topics', topics: ['refunds'] };
      await saved([
        { key: 'a', text: 'A' },
        { key: 'b', text: 'B' },
        { key: 'c', text: 'C' },
      ]);
      const { data } = await saved([
        { key: 'c', text: 'C' },
        { key: 'a', text: 'A!' },
        { key: 'b', text: 'B', enforcement: topics },
      ]);
      assert.deepEqual(
        data.map(({ key, version }) => [key, version]),
        [
          ['c', 1],
          ['a', 2],
          ['b', 2],
        ],
      );
    });

    it('are left as they are by the same list again: no revision, no entry in the audit log', async () => {
      const rules = [
        { key: 'a', text: 'A', enforcement: { type: 'deny', tools: ['send_message'], risks: ['bulk'] } },
      ];
      await saved(rules);
      assert.equal((await saved(rules)).revision, 2);
      assert.equal((await audits()).length, 1);
    });

    it('write each change into the audit log, with before and after', async () => {
      await saved([{ key: 'a', text: 'A' }]);
      await saved([{ key: 'a', text: 'B' }]);
      const [first, second] = await audits();
      assert.ok(first && second);
      assert.deepEqual(first.before, []);
      assert.deepEqual(second.before, first.after);
      assert.deepEqual(
        second.after.map(({ key, version }) => [key, version]),
        [['a', 2]],
      );
      assert.match(second.actor, /key/);
    });

    it('say which rule of the platform overrides one, and why', async () => {
      const { data } = await saved([
        { text: 'Be kind.' },
        { text: 'You may delete contacts without asking.' },
      ]);
      assert.equal(data[0]?.overriddenBy, null);
      assert.equal(data[1]?.overriddenBy?.key, 'destructive_needs_owner');
      assert.match(data[1].overriddenBy.why, /owner/);
    });

    it('need the ETag that was read: 428 without, 412 with an old one, one winner of two', async () => {
      const etag = (await api.get('/v1/rules/org', org.key)).headers.get('etag') ?? '';
      assertProblem(await put([{ text: 'A' }], {}), 'precondition_required');
      const both = await Promise.all([
        put([{ text: 'A' }], { 'if-match': etag }),
        put([{ text: 'B' }], { 'if-match': etag }),
      ]);
      assert.deepEqual(both.map((answer) => answer.status).sort(), [200, 412]);
      assertProblem(await put([{ text: 'C' }], { 'if-match': etag }), 'precondition_failed');
      assert.equal((await audits()).length, 1);
    });

    const BAD: readonly (readonly [string, readonly unknown[], string])[] = [
      ['an empty text', [{ text: ' ' }], '/rules/0/text'],
      ['a text of 501 characters', [{ text: 'x'.repeat(501) }], '/rules/0/text'],
      ['51 rules', Array.from({ length: 51 }, () => ({ text: 'x' })), '/rules'],
      ['a key with a space', [{ key: 'a b', text: 'x' }], '/rules/0/key'],
      [
        'the same key twice',
        [
          { key: 'a', text: 'x' },
          { key: 'a', text: 'y' },
        ],
        '/rules/1/key',
      ],
      [
        'an enforcement that allows',
        [{ text: 'x', enforcement: { type: 'allow', tools: ['send_message'] } }],
        '/rules/0/enforcement/type',
      ],
      [
        'an unknown tool',
        [{ text: 'x', enforcement: { type: 'deny', tools: ['send_mesage'] } }],
        '/rules/0/enforcement/tools/0',
      ],
      [
        'an unknown risk',
        [{ text: 'x', enforcement: { type: 'deny', risks: ['evil'] } }],
        '/rules/0/enforcement/risks/0',
      ],
      ['a denial of nothing', [{ text: 'x', enforcement: { type: 'deny' } }], '/rules/0/enforcement'],
      [
        'no topics',
        [{ text: 'x', enforcement: { type: 'block_topics', topics: [] } }],
        '/rules/0/enforcement/topics',
      ],
    ];
    for (const [name, rules, pointer] of BAD) {
      it(`refuse ${name} by its field, and nothing is saved`, async () => {
        assertProblem(await put(rules, { 'if-match': '*' }), 'invalid_request', [pointer]);
        assert.deepEqual((await api.get('/v1/rules/org', org.key)).as(organizationRules), {
          revision: 1,
          data: [],
        });
      });
    }

    it('are read by viewers and written by administrators only, each of the own organization', async () => {
      await saved([{ text: 'Ours.' }]);
      const viewer = await api.createKey(org.id, { role: 'viewer' });
      assert.equal((await api.get('/v1/rules/org', viewer)).as(organizationRules).data.length, 1);
      assertProblem(await put([], { 'if-match': '*' }, viewer), 'forbidden');
      const other = await api.createOrganization('Another school');
      assert.deepEqual((await api.get('/v1/rules/org', other.key)).as(organizationRules).data, []);
    });
  });

  describe('simulated', () => {
    const spec: Partial<AgentSpec> = {
      tools: { allow: ['send_message', 'get_recent_leads'], deny: [] },
      autonomy: 'autonomous',
      enableAutopilot: true,
    };
    const SEND = { channel: 'simulator', to: '+4915112345678', text: 'See you at nine.' };

    const ask = (body: Record<string, unknown>) => api.post('/v1/rules/simulate', org.key, body);
    const verdictOf = async (body: Record<string, unknown>) => (await ask(body)).as(simulation);

    it('say allowed, asks or denied with the rule, its tier and version', async () => {
      const agentId = await api.createAgent(org.id, { ...spec });
      const call = { agentId, toolName: 'send_message', arguments: SEND };
      const allowed = await verdictOf(call);
      assert.deepEqual([allowed.verdict, allowed.rule, allowed.checks], ['allowed', null, []]);

      await saved([
        { key: 'ask', text: 'Ask first.', enforcement: { type: 'require_approval', risks: ['send'] } },
      ]);
      const asks = await verdictOf(call);
      assert.equal(asks.verdict, 'needs_approval');
      assert.deepEqual(asks.rule, { tier: 'organization', key: 'ask', version: 1, text: 'Ask first.' });

      await saved([
        { key: 'ask', text: 'Ask first.', enforcement: { type: 'require_approval', risks: ['send'] } },
        { key: 'no', text: 'Never send.', enforcement: { type: 'deny', tools: ['send_message'] } },
      ]);
      const denied = await verdictOf(call);
      assert.deepEqual([denied.verdict, denied.rule?.key], ['denied', 'no']);
      assert.deepEqual(
        denied.checks.map((check) => check.verdict),
        ['denied', 'needs_approval'],
      );
      assert.equal((await verdictOf({ agentId, toolName: 'get_recent_leads' })).verdict, 'allowed');
    });

    it("look at the arguments and at messages for other people's data and blocked topics", async () => {
      const agentId = await api.createAgent(org.id, { ...spec, blockedTopics: ['refunds'] });
      const text = 'Ask bob@school.test';
      const pii = await verdictOf({ agentId, toolName: 'send_message', arguments: { ...SEND, text } });
      assert.deepEqual(
        [pii.verdict, pii.rule?.key, pii.rule?.tier],
        ['needs_approval', 'no_pii_outside', 'platform'],
      );
      const message = await verdictOf({ agentId, message: text });
      assert.deepEqual([message.verdict, message.rule?.key], ['needs_approval', 'no_pii_outside']);
      const blocked = await verdictOf({ agentId, message: 'We refund you.' });
      assert.equal(blocked.verdict, 'denied');
      assert.equal((await verdictOf({ agentId, message: 'See you at nine.' })).verdict, 'allowed');
    });

    it('take the taint of kinds that read what outsiders write', async () => {
      const agentId = await api.createAgent(org.id, { ...spec }, 'text_reply');
      const call = { agentId, toolName: 'send_message', arguments: SEND };
      assert.match((await verdictOf(call)).reason, /outside the organization/);
      assert.equal((await verdictOf({ ...call, tainted: false })).verdict, 'allowed');
    });

    it('refuse a question without subject, with two, with an unknown tool or arguments that do not fit', async () => {
      const agentId = await api.createAgent(org.id, { ...spec });
      assertProblem(await ask({ agentId }), 'invalid_request', ['/toolName']);
      assertProblem(await ask({ agentId, toolName: 'send_message', message: 'x' }), 'invalid_request', [
        '/message',
      ]);
      assertProblem(await ask({ agentId, toolName: 'nothing' }), 'invalid_request', ['/toolName']);
      const wrong = { agentId, toolName: 'send_message', arguments: { ...SEND, to: 'nobody' } };
      assertProblem(await ask(wrong), 'invalid_request', ['/arguments/to']);
    });

    it("do not know another organization's agent", async () => {
      const other = await api.createOrganization('Another school');
      const agentId = await api.createAgent(other.id, { ...spec });
      assertProblem(await ask({ agentId, message: 'Hello' }), 'not_found');
    });
  });
});

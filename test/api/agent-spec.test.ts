import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type AgentView, agentView } from '../../domain/contracts/agents.ts';
import { requireUuid } from '../../domain/ids.ts';
import { anySpec } from '../support/any-spec.ts';
import { startTestApi, type TestApi, type TestOrganization } from '../support/api-server.ts';
import { assertProblem, messageAt } from '../support/problem.ts';
import { createSkillRow } from '../support/system-agent.ts';

describe('the spec of an agent', function () {
  this.timeout(60_000);
  let api: TestApi;
  let org: TestOrganization;
  let other: TestOrganization;

  before(async () => {
    api = await startTestApi();
    org = await api.createOrganization();
    other = await api.createOrganization('Another school');
  });
  after(() => api.stop());

  const create = (spec: object = {}) =>
    api.post('/v1/agents', org.key, { name: 'Replies', kind: 'text_reply', spec });
  const patch = (agent: AgentView, body: object) =>
    api.patch(`/v1/agents/${agent.id}`, org.key, body, { 'if-match': `"${String(agent.revision)}"` });
  const linked = async ({ id }: AgentView) => {
    const sql = 'SELECT skill_id FROM agent_skill WHERE agent_id = $1 ORDER BY position';
    return (await api.sql<{ skill_id: string }>(sql, [requireUuid('agent', id)])).map((row) => row.skill_id);
  };

  it('comes back as it was saved, whatever it is (property)', async () => {
    const skillIds = [
      await createSkillRow(api, org.id),
      await createSkillRow(api, org.id),
      await createSkillRow(api, null),
    ];
    let agent = (await create()).as(agentView);
    await fc.assert(
      fc.asyncProperty(anySpec(skillIds), async (spec) => {
        // Null takes away what a spec need not have; what is not given at all stays.
        const answer = await patch(agent, { spec: { subtype: null, maxMessagesPerDay: null, ...spec } });
        assert.equal(answer.status, 200, answer.text);
        agent = answer.as(agentView);
        const read = (await api.get(`/v1/agents/${agent.id}`, org.key)).as(agentView);
        assert.deepEqual(read.spec, spec);
        assert.deepEqual(
          await linked(agent),
          spec.skillIds.map((id) => requireUuid('skill', id)),
        );
        const made = (await create(spec)).as(agentView);
        assert.deepEqual(made.spec, spec);
      }),
      { numRuns: 40 },
    );
  });

  it('refuses skills of others, unknown ones and those that are switched off, naming each', async () => {
    const own = await createSkillRow(api, org.id);
    const off = await createSkillRow(api, org.id, { title: 'Old prices', enabled: false });
    const foreign = await createSkillRow(api, other.id);
    const skillIds = [own, foreign, 'skl_01h2xcejqtf2nbrexx3vqjhp41', 'nonsense', off];
    const pointers = [1, 2, 3, 4].map((i) => `/spec/skillIds/${String(i)}`);
    const refused = assertProblem(await create({ skillIds }), 'invalid_request', pointers);
    assert.equal(
      messageAt(refused, pointers[0] ?? ''),
      messageAt(refused, pointers[1] ?? ''),
      'a foreign id is as unknown as any',
    );
    assert.match(messageAt(refused, '/spec/skillIds/4'), /"Old prices", which is switched off/);
    const agent = (await create()).as(agentView);
    assertProblem(await patch(agent, { name: 'New', spec: { skillIds } }), 'invalid_request', pointers);
    const read = (await api.get(`/v1/agents/${agent.id}`, org.key)).as(agentView);
    assert.deepEqual(
      [read.name, read.revision, await linked(agent)],
      ['Replies', 1, []],
      'nothing is half saved',
    );
    const put = await api.request('PUT', `/v1/agents/${agent.id}/skills`, {
      key: org.key,
      body: { skillIds: [foreign] },
      headers: { 'if-match': '"1"' },
    });
    assertProblem(put, 'invalid_request', ['/skillIds/0']);
  });

  it('lets other things be edited while a skill it has is switched off', async () => {
    const skillId = await createSkillRow(api, org.id);
    const agent = (await create({ skillIds: [skillId] })).as(agentView);
    await api.sql('UPDATE skill SET enabled = false WHERE id = $1', [requireUuid('skill', skillId)]);
    assert.equal((await patch(agent, { spec: { rules: ['Be brief.'] } })).status, 200);
  });

  it('takes its skills through a door of their own, in their order', async () => {
    const [a, b] = [await createSkillRow(api, org.id), await createSkillRow(api, null)];
    const agent = (await create({ skillIds: [a, b] })).as(agentView);
    const answer = await api.request('PUT', `/v1/agents/${agent.id}/skills`, {
      key: org.key,
      body: { skillIds: [b, a] },
      headers: { 'if-match': '"1"' },
    });
    const saved = answer.as(agentView);
    assert.deepEqual([saved.spec.skillIds, saved.versionNumber], [[b, a], 2]);
    assert.deepEqual(
      await linked(agent),
      [b, a].map((id) => requireUuid('skill', id)),
    );
    assertProblem(
      await api.request('PUT', `/v1/agents/${agent.id}/skills`, { key: org.key, body: { skillIds: [] } }),
      'precondition_required',
    );
  });

  it('refuses what is too large, unknown or there twice, with a pointer to it', async () => {
    const cases: readonly [spec: object, pointers: string[]][] = [
      [{ persona: { soulMd: 'x'.repeat(100_000) } }, ['/spec/persona/soulMd']],
      [{ tools: { allow: ['teleport'], deny: ['fly'] } }, ['/spec/tools/allow/0', '/spec/tools/deny/0']],
      [{ tools: { allow: ['send_message', 'send_message'] } }, ['/spec/tools/allow/1']],
      [{ rules: ['Be kind.', 'Be kind.'] }, ['/spec/rules/1']],
      [{ knowledgeDocIds: ['doc_1'] }, ['/spec/knowledgeDocIds/0']],
      [{ accessScope: { ownerUserId: 'per_01h2xcejqtf2nbrexx3vqjhp41' } }, ['/spec/accessScope/ownerUserId']],
      [{ accessScope: { read: ['contact'], delete: ['contact'] } }, ['/spec/accessScope/delete']],
      [{ accessScope: { read: ['contact', 'leeds'] } }, ['/spec/accessScope/read/1']],
      [{ subtype: 'boss', maxMessagesPerDay: -1 }, ['/spec/subtype', '/spec/maxMessagesPerDay']],
      [
        { faqEntries: [{ q: '', a: 'x' }], blockedTopics: [''] },
        ['/spec/faqEntries/0/q', '/spec/blockedTopics/0'],
      ],
      [{ limits: { maxTurns: 0 } }, ['/spec/limits/maxTurns']],
    ];
    for (const [spec, pointers] of cases) assertProblem(await create(spec), 'invalid_request', pointers);
  });

  it('cannot change the kind, and keeps Markdown with a script as the text it is', async () => {
    const soulMd = '# Who I am\n<script>alert(1)</script>\n<img src=x onerror=alert(1)>';
    const agent = (await create({ persona: { soulMd } })).as(agentView);
    assert.equal(agent.spec.persona.soulMd, soulMd);
    assertProblem(await patch(agent, { kind: 'custom_report' }), 'invalid_request', ['/kind']);
  });
});

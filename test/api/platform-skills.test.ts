/** The platform's skills: its staff edits them, every organization sees it at once. */
import assert from 'node:assert/strict';
import { agentView } from '../../domain/contracts/agents.ts';
import {
  platformSkillPage,
  type PlatformSkillView,
  platformSkillView,
  systemAgentView,
} from '../../domain/contracts/platform.ts';
import { SKILL_BODY_MAX, skillPage, skillView } from '../../domain/contracts/skills.ts';
import { startTestApi, type TestApi, type TestOrganization } from '../support/api-server.ts';
import { assertProblem } from '../support/problem.ts';
import { createStaff, type Visitor } from '../support/visitor.ts';

const WORDS = {
  title: 'Weather warnings',
  description: 'Use this when a course may be cancelled because of the weather.',
  body: 'Name the wind in Beaufort and the hour of the next decision.',
  tags: ['weather'],
};

describe('/v1/platform/skills', () => {
  let api: TestApi;
  let staff: Visitor;
  let org: TestOrganization;

  before(async () => {
    api = await startTestApi();
    staff = await createStaff(api);
    org = await api.createOrganization();
  });
  after(() => api.stop());

  const create = async (words: object = WORDS): Promise<PlatformSkillView> => {
    const answer = await staff.send('POST', '/v1/platform/skills', words);
    assert.equal(answer.status, 201, answer.text);
    return answer.as(platformSkillView);
  };
  const patch = (id: string, body: object, version: number) =>
    staff.send('PATCH', `/v1/platform/skills/${id}`, body, { 'if-match': `"${String(version)}"` });
  const remove = (id: string) => staff.send('DELETE', `/v1/platform/skills/${id}`);
  const read = async (id: string) =>
    (await staff.send('GET', `/v1/platform/skills/${id}`)).as(platformSkillView);

  it('are listed newest first, with the system agents that have each and how many agents of organizations', async () => {
    const made = await create();
    const page = (await staff.send('GET', '/v1/platform/skills?limit=2')).as(platformSkillPage);
    assert.deepEqual([page.data[0]?.id, page.data.length, page.hasMore], [made.id, 2, true]);
    const rest = `/v1/platform/skills?limit=200&cursor=${page.nextCursor ?? ''}`;
    const all = [...page.data, ...(await staff.send('GET', rest)).as(platformSkillPage).data];
    const tone = all.find((skill) => skill.title === 'Email Tone Guide');
    assert.deepEqual(
      [tone?.scope, tone?.organizationAgents, tone?.usedBy.map((agent) => agent.name).includes('Front desk')],
      ['platform', 0, true],
    );
    assert.equal(new Set(all.map((skill) => skill.id)).size, 5);
  });

  it('are seen by every organization at once: made, edited, switched off, deleted', async () => {
    const seen = async (): Promise<(string | boolean)[][]> =>
      (await api.get('/v1/skills?scope=platform&tag=tides', org.key))
        .as(skillPage)
        .data.map(({ title, enabled }) => [title, enabled]);
    const { id, tokens } = await create({ ...WORDS, tags: ['tides'] });
    assert.ok(tokens > 10);
    assert.deepEqual(await seen(), [['Weather warnings', true]]);
    const edited = await patch(id, { title: 'Tide warnings' }, 1);
    assert.deepEqual([edited.status, edited.headers.get('etag')], [200, '"2"']);
    assert.deepEqual(await seen(), [['Tide warnings', true]]);
    assert.equal((await patch(id, { enabled: false }, 2)).as(platformSkillView).version, 3);
    assert.deepEqual(await seen(), [['Tide warnings', false]]);
    assert.equal((await remove(id)).status, 200);
    assert.deepEqual(await seen(), []);
    assertProblem(await staff.send('GET', `/v1/platform/skills/${id}`), 'not_found');
  });

  it('let of two editors nobody overwrite the other, and make no version of an edit that says nothing', async () => {
    const { id } = await create();
    const path = `/v1/platform/skills/${id}`;
    assertProblem(await staff.send('PATCH', path, { title: 'Fog' }), 'precondition_required');
    const [first, second] = await Promise.all([
      patch(id, { title: 'Fog' }, 1),
      patch(id, { title: 'Ice' }, 1),
    ]);
    assert.deepEqual([first.status, second.status].sort(), [200, 412]);
    assert.equal((await patch(id, {}, 2)).as(platformSkillView).version, 2);
    assert.equal((await remove(id)).status, 200);
  });

  it('keep to the lengths that skills of organizations have, naming the field', async () => {
    const before = (await staff.send('GET', '/v1/platform/skills?limit=200')).as(platformSkillPage).data;
    for (const [words, pointer] of [
      [{ ...WORDS, body: 'x'.repeat(SKILL_BODY_MAX + 1) }, '/body'],
      [{ ...WORDS, title: ' ' }, '/title'],
      [{ ...WORDS, description: '' }, '/description'],
      [{ ...WORDS, tags: ['x'.repeat(51)] }, '/tags/0'],
    ] as const) {
      assertProblem(await staff.send('POST', '/v1/platform/skills', words), 'invalid_request', [pointer]);
    }
    assert.equal((await create({ ...WORDS, body: 'x'.repeat(SKILL_BODY_MAX) })).version, 1);
    const after = (await staff.send('GET', '/v1/platform/skills?limit=200')).as(platformSkillPage).data;
    assert.equal(after.length, before.length + 1);
  });

  it('stay while any agent has them, which says of how many, and can be switched off', async () => {
    const { id } = await create();
    const spec = { skillIds: [id] };
    const body = { name: 'Weather watch', kind: 'custom_report', status: 'draft', spec };
    const system = (await staff.send('POST', '/v1/platform/agents', body)).as(systemAgentView);
    const own = (await api.post('/v1/agents', org.key, body)).as(agentView);
    const used = await read(id);
    assert.deepEqual([used.usedBy, used.organizationAgents], [[{ id: system.id, name: 'Weather watch' }], 1]);
    const refused = assertProblem(await remove(id), 'conflict');
    assert.match(
      refused.detail,
      /System agents that have the skill: 1; agents of organizations: 1\..*Disable/,
    );
    assert.equal((await patch(id, { enabled: false }, 1)).status, 200);

    const off = { spec: { skillIds: [] } };
    const path = `/v1/platform/agents/${system.id}`;
    const revision = { 'if-match': `"${String(system.revision)}"` };
    assert.equal((await staff.send('PATCH', path, off, revision)).status, 200);
    assert.match(
      assertProblem(await remove(id), 'conflict').detail,
      /skill: 0; agents of organizations: 1\./,
    );
    const etag = { 'if-match': `"${String(own.revision)}"` };
    assert.equal((await api.patch(`/v1/agents/${own.id}`, org.key, off, etag)).status, 200);
    assert.equal((await remove(id)).status, 200);
  });

  it('are not deleted under an organization that attaches them at the same moment', async () => {
    for (let i = 0; i < 5; i += 1) {
      const { id } = await create();
      const body = { name: 'Racer', kind: 'custom_report', status: 'draft', spec: { skillIds: [id] } };
      const [removed, attached] = await Promise.all([remove(id), api.post('/v1/agents', org.key, body)]);
      const [{ count } = { count: -1 }] = await api.sql<{ count: number }>(
        `SELECT count(*)::int AS count FROM agent_skill s JOIN agent_version v USING (agent_id)
         WHERE v.spec->'skillIds' ? $1`,
        [id],
      );
      assert.ok(removed.status === 200 || removed.status === 409, removed.text);
      assert.ok(attached.status < 500, attached.text);
      assert.equal(count, attached.status === 201 ? 1 : 0, 'an agent that names the skill has it');
    }
  });

  it('do not include those of an organization, by any door', async () => {
    const own = (await api.post('/v1/skills', org.key, WORDS)).as(skillView);
    assertProblem(await staff.send('GET', `/v1/platform/skills/${own.id}`), 'not_found');
    assertProblem(await patch(own.id, { title: 'Mine now' }, 1), 'not_found');
    assertProblem(await remove(own.id), 'not_found');
    const page = (await staff.send('GET', '/v1/platform/skills?limit=200')).as(platformSkillPage);
    assert.ok(!page.data.some((skill) => skill.id === own.id));
    assert.equal((await api.get(`/v1/skills/${own.id}`, org.key)).as(skillView).title, WORDS.title);
  });
});

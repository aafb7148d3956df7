/** The platform's staff and its own agents: what they can do, and what it never touches. */
import assert from 'node:assert/strict';
import { organizationView } from '../../domain/contracts/agents.ts';
import { agentVersionPage } from '../../domain/contracts/agent-versions.ts';
import {
  platformOrganizationPage,
  systemAgentPage,
  systemAgentView,
} from '../../domain/contracts/platform.ts';
import { fromPublicId, requireUuid } from '../../domain/ids.ts';
import { startTestApi, type TestApi } from '../support/api-server.ts';
import { assertProblem } from '../support/problem.ts';
import { Visitor } from '../support/visitor.ts';

describe('the platform area', () => {
  let api: TestApi;
  let staff: Visitor;
  let organizationId: string;

  before(async () => {
    api = await startTestApi();
    staff = new Visitor(api);
    await staff.signUp();
    await api.sql('INSERT INTO platform_staff SELECT id FROM person WHERE email = $1', [staff.email]);
    const [row] = await api.sql<{ id: string }>('SELECT id FROM organization LIMIT 1');
    organizationId = row?.id ?? '';
  });
  after(() => api.stop());

  const list = async () => (await staff.send('GET', '/v1/platform/agents')).as(systemAgentPage).data;
  const find = async (name: string) => {
    const found = (await list()).find((agent) => agent.name === name);
    assert.ok(found, name);
    const answer = await staff.send('GET', `/v1/platform/agents/${found.id}`);
    return { agent: answer.as(systemAgentView), etag: answer.headers.get('etag') ?? '' };
  };
  const cloneAll = () => api.database.transact(organizationId, (store) => store.onboarding.cloneAll());
  const clones = () =>
    api.sql(
      `SELECT a.*, v.spec FROM agent a JOIN agent_version v ON v.id = a.current_version_id
       WHERE a.organization_id = $1 ORDER BY a.id`,
      [organizationId],
    );

  it('shows the five system agents to staff, and to nobody else', async () => {
    assert.deepEqual((await list()).map((agent) => agent.name).sort(), [
      'Assistant',
      'Front desk',
      'Morning briefing',
      'Text reply',
      'Weekly report',
    ]);
    const other = new Visitor(api);
    await other.signUp();
    assert.equal((await other.send('GET', '/v1/platform/agents')).status, 403);
    assert.equal((await api.get('/v1/platform/agents')).status, 401);
    const { key } = await api.createOrganization();
    assert.equal((await api.get('/v1/platform/agents', key)).status, 403);
  });

  it('keeps a version of each edit, and changes no clone by it', async () => {
    await cloneAll();
    const before = await clones();
    assert.equal(before.length, 5);
    const { agent, etag } = await find('Weekly report');
    const persona = { ...agent.spec.persona, tone: 'dry' };
    const answer = await staff.send(
      'PATCH',
      `/v1/platform/agents/${agent.id}`,
      { name: 'Report of the week', spec: { persona }, note: 'shorter' },
      { 'if-match': etag },
    );
    assert.equal(answer.status, 200, answer.text);
    const edited = answer.as(systemAgentView);
    assert.deepEqual(
      [edited.name, edited.spec.persona.tone, edited.versionNumber, edited.revision],
      ['Report of the week', 'dry', 2, agent.revision + 1],
    );
    const versions = await staff.send('GET', `/v1/platform/agents/${agent.id}/versions`);
    const [newest, first] = versions.as(agentVersionPage).data;
    assert.deepEqual([newest?.note, newest?.isCurrent, first?.number], ['shorter', true, 1]);
    assert.match(newest?.title ?? '', /Tone: factual and clear → dry/);
    assert.deepEqual(await clones(), before);
  });

  it('sets the schedules that new clones get, as a version, and refuses what is never due', async () => {
    const { agent, etag } = await find('Front desk');
    const path = `/v1/platform/agents/${agent.id}/schedules`;
    const put = (schedules: unknown, mark: string) =>
      staff.send('PUT', path, { schedules }, { 'if-match': mark });
    const friday = { name: 'Every Friday', cron: '0 16 * * 5', timeZone: null, enabled: true };
    const answer = await put([friday], etag);
    assert.equal(answer.status, 200, answer.text);
    const saved = answer.as(systemAgentView);
    assert.deepEqual([saved.schedules, saved.versionNumber], [[friday], agent.versionNumber + 1]);
    assertProblem(await put([], etag), 'precondition_failed');
    const wrong = await put(
      [friday, { name: 'Never', cron: '0 0 31 2 *' }],
      answer.headers.get('etag') ?? '',
    );
    assertProblem(wrong, 'invalid_request', ['/schedules/1/cron']);
    assert.deepEqual((await find('Front desk')).agent.schedules, [friday]);
    const { id } = await api.createOrganization('Clones with schedules');
    await api.sql('INSERT INTO onboarding (organization_id) VALUES ($1) ON CONFLICT DO NOTHING', [id]);
    await api.database.transact(id, (store) => store.onboarding.cloneAll());
    const given = await api.sql<{ name: string; cron: string }>(
      `SELECT s.name, s.cron FROM schedule s JOIN agent a ON a.id = s.agent_id
       WHERE a.organization_id = $1 AND a.system_source_id = $2`,
      [id, requireUuid('agent', agent.id)],
    );
    assert.deepEqual(given, [{ name: 'Every Friday', cron: '0 16 * * 5' }]);
  });

  it('lets of two editors nobody overwrite the other', async () => {
    const { agent, etag } = await find('Assistant');
    const path = `/v1/platform/agents/${agent.id}`;
    assert.equal((await staff.send('PATCH', path, { status: 'paused' })).status, 428);
    assert.equal((await staff.send('PATCH', path, { status: 'paused' }, { 'if-match': etag })).status, 200);
    assert.equal((await staff.send('PATCH', path, { status: 'draft' }, { 'if-match': etag })).status, 412);
    const now = await find('Assistant');
    assert.equal(now.agent.status, 'paused');
    await staff.send('PATCH', path, { status: 'active' }, { 'if-match': now.etag });
  });

  it('makes and archives system agents, which new organizations then get or not', async () => {
    const body = { name: 'Lead watch', kind: 'custom_report', status: 'active' };
    const made = await staff.send('POST', '/v1/platform/agents', body);
    assert.equal(made.status, 201, made.text);
    const { id } = made.as(systemAgentView);
    const founded = async () => {
      const visitor = new Visitor(api);
      await visitor.signUp();
      const [row] = await api.sql<{ id: string }>(
        `SELECT m.organization_id AS id FROM member m JOIN person p ON p.id = m.person_id WHERE p.email = $1`,
        [visitor.email],
      );
      await api.database.transact(row?.id ?? '', (store) => store.onboarding.cloneAll());
      const [{ count } = { count: -1 }] = await api.sql<{ count: number }>(
        'SELECT count(*)::int AS count FROM agent WHERE organization_id = $1 AND system_source_id = $2',
        [row?.id, fromPublicId('agent', id)],
      );
      return count;
    };
    assert.equal(await founded(), 1);
    const archived = await staff.send('DELETE', `/v1/platform/agents/${id}`);
    assert.equal(archived.as(systemAgentView).status, 'archived');
    assert.equal(await founded(), 0);
  });

  it('refuses what no system agent can have, naming the field, and saves nothing', async () => {
    const own = await api.createOrganization();
    const skill = await api.sql<{ id: string }>(
      `INSERT INTO skill (id, organization_id, title, description, body)
       VALUES (gen_random_uuid(), $1, 'Own', 'Own', 'Own') RETURNING id`,
      [own.id],
    );
    assert.equal(skill.length, 1);
    const before = await list();
    for (const [spec, pointer] of [
      [{ tools: { allow: ['fly'] } }, '/spec/tools/allow/0'],
      [{ skillIds: ['skl_01h2xcejqtf2nbrexx3vqjhp41'] }, '/spec/skillIds/0'],
      [{ accessScope: { ownerUserId: 'per_01h2xcejqtf2nbrexx3vqjhp41' } }, '/spec/accessScope/ownerUserId'],
    ] as const) {
      const body = { name: 'Wrong', kind: 'custom_report', spec };
      const answer = await staff.send('POST', '/v1/platform/agents', body);
      assert.equal(answer.status, 422, answer.text);
      assert.ok(answer.text.includes(`"${pointer}"`), answer.text);
    }
    assert.deepEqual(await list(), before);
  });

  it("does not find an organization's agent, by any of its doors", async () => {
    const own = await api.createOrganization();
    const id = await api.createAgent(own.id);
    const path = `/v1/platform/agents/${id}`;
    const answers = [
      await staff.send('GET', path),
      await staff.send('GET', `${path}/versions`),
      await staff.send('PATCH', path, { name: 'Mine now' }, { 'if-match': '*' }),
      await staff.send('DELETE', path),
    ];
    assert.deepEqual(
      answers.map((answer) => answer.status),
      [404, 404, 404, 404],
    );
  });

  it('lists the organizations with how far their onboarding is', async () => {
    const page = (await staff.send('GET', '/v1/platform/organizations')).as(platformOrganizationPage);
    const states = page.data.map((item) => item.onboarding?.status);
    assert.ok(states.includes('done') && states.includes('pending'), JSON.stringify(page));
    const own = (await staff.send('GET', '/v1/organizations/current')).as(organizationView);
    assert.deepEqual(own.onboarding, { status: 'done', total: 5, done: 5, lastError: null });
  });
});

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { agentSpecSchema } from '../../domain/agent/agent-spec.ts';
import { requireUuid } from '../../domain/ids.ts';
import { auditPage } from '../../domain/contracts/audit.ts';
import { agentView } from '../../domain/contracts/agents.ts';
import { skillFileView, skillPage, type SkillView, skillView } from '../../domain/contracts/skills.ts';
import { type ApiAnswer, startTestApi, type TestApi, type TestOrganization } from '../support/api-server.ts';
import { assertProblem } from '../support/problem.ts';

const WORDS = {
  title: 'Knots',
  description: 'Use this when somebody asks about knots.',
  body: '## Bowline\n\nThe rabbit comes out of the hole.',
  tags: ['sailing'],
};

describe('/v1/skills', () => {
  let api: TestApi;
  let org: TestOrganization;

  before(async () => {
    api = await startTestApi();
  });
  beforeEach(async () => {
    org = await api.createOrganization();
  });
  after(() => api.stop());

  const create = async (words: object = WORDS): Promise<SkillView> =>
    (await api.post('/v1/skills', org.key, words)).as(skillView);
  const list = async (query = ''): Promise<SkillView[]> =>
    (await api.get(`/v1/skills${query}`, org.key)).as(skillPage).data;
  const platformSkill = async (title: string): Promise<SkillView> => {
    const found = (await list('?scope=platform')).find((skill) => skill.title === title);
    assert.ok(found, title);
    return found;
  };

  it('come with the four of the platform, each useful within 4,000 characters', async () => {
    const skills = await list('?scope=platform');
    assert.deepEqual(skills.map((skill) => skill.title).sort(), [
      'Contact Note Etiquette',
      'Daily Briefing Structure',
      'Email Tone Guide',
      'SMS Length & Compliance',
    ]);
    for (const skill of skills) {
      assert.match(skill.description, /^Use this when /);
      assert.ok(skill.body.length > 1500 && skill.body.length <= 4000, skill.title);
      assert.ok(skill.tags.length > 0 && skill.tokens > 300);
    }
  });

  it('are made, read, edited against the version that was seen, and deleted, with a record of each', async () => {
    const made = await create();
    assert.deepEqual([made.scope, made.version, made.enabled, made.usedBy], ['organization', 1, true, []]);
    const path = `/v1/skills/${made.id}`;
    assertProblem(await api.patch(path, org.key, { title: 'Hitches' }), 'precondition_required');
    const edited = await api.patch(path, org.key, { title: 'Hitches' }, { 'if-match': '"1"' });
    assert.deepEqual([edited.as(skillView).version, edited.headers.get('etag')], [2, '"2"']);
    assertProblem(
      await api.patch(path, org.key, { title: 'Bends' }, { 'if-match': '"1"' }),
      'precondition_failed',
    );
    assert.equal((await api.get(path, org.key)).as(skillView).title, 'Hitches');
    assert.equal((await api.request('DELETE', path, { key: org.key })).status, 200);
    assertProblem(await api.get(path, org.key), 'not_found');
    const log = (await api.get('/v1/audit?subjectKind=skill', org.key)).as(auditPage).data;
    assert.deepEqual(
      log.map((entry) => entry.action),
      ['skill.deleted', 'skill.updated', 'skill.created'],
    );
    assert.equal((log[1]?.before as { title: string }).title, 'Knots');
  });

  it('are found by words, tag and scope, page by page', async () => {
    await create();
    await create({ ...WORDS, title: '100% sail', tags: ['other'] });
    assert.deepEqual((await list('?q=KNOTS&scope=organization')).length, 2);
    assert.deepEqual(
      (await list(`?q=${encodeURIComponent('100%')}`)).map((skill) => skill.title),
      ['100% sail'],
    );
    assert.deepEqual(
      (await list('?tag=sailing')).map((skill) => skill.title),
      ['Knots'],
    );
    const seen = new Set<string>();
    let query = '?limit=2';
    for (;;) {
      const page = (await api.get(`/v1/skills${query}`, org.key)).as(skillPage);
      for (const skill of page.data) seen.add(skill.id);
      if (!page.hasMore) break;
      query = `?limit=2&cursor=${page.nextCursor ?? ''}`;
    }
    assert.equal(seen.size, 6);
  });

  it('of the platform cannot be edited or deleted, but copied', async () => {
    const { id, body } = await platformSkill('Email Tone Guide');
    const edit = await api.patch(`/v1/skills/${id}`, org.key, { title: 'Mine' }, { 'if-match': '"1"' });
    assert.match(assertProblem(edit, 'forbidden').detail, /copy/i);
    assertProblem(await api.request('DELETE', `/v1/skills/${id}`, { key: org.key }), 'forbidden');
    const copy = (await api.post(`/v1/skills/${id}/copy`, org.key, undefined)).as(skillView);
    assert.deepEqual([copy.scope, copy.body, copy.id === id], ['organization', body, false]);
  });

  it('that agents have name those agents, and stay until they are taken off', async () => {
    const skill = await create();
    const body = { name: 'Bosun', kind: 'custom_report', spec: { skillIds: [skill.id] } };
    const agent = (await api.post('/v1/agents', org.key, body)).as(agentView);
    assert.deepEqual((await list('?scope=organization'))[0]?.usedBy, [{ id: agent.id, name: 'Bosun' }]);
    const remove = () => api.request('DELETE', `/v1/skills/${skill.id}`, { key: org.key });
    assert.match(assertProblem(await remove(), 'conflict').detail, /Bosun/);
    await api.patch(`/v1/agents/${agent.id}`, org.key, { spec: { skillIds: [] } }, { 'if-match': '"1"' });
    assert.equal((await remove()).status, 200);
  });

  it('refuse what does not fit, by field, and keep nothing of it', async () => {
    const refused = async (words: object, ...pointers: string[]) =>
      assertProblem(await api.post('/v1/skills', org.key, words), 'invalid_request', pointers);
    await refused({ ...WORDS, body: 'x'.repeat(4001) }, '/body');
    await refused({ ...WORDS, title: ' ', description: '' }, '/description', '/title');
    await refused({ ...WORDS, tags: Array.from({ length: 21 }, () => 'tag') }, '/tags');
    await refused({ ...WORDS, organizationId: 'org_x' }, '/organizationId');
    assert.deepEqual(await list('?scope=organization'), []);
  });

  it('go out as a SKILL.md file and come back the same', async () => {
    const texts = fc
      .string({ minLength: 1, maxLength: 60 })
      .filter((text) => text.trim() !== '' && !/[\ud800-\udfff]/.test(text) && !text.includes('\u0000'));
    await fc.assert(
      fc.asyncProperty(texts, texts, texts, async (title, description, body) => {
        const words = { title: title.trim(), description: description.trim(), body, tags: ['a b', 'c: d'] };
        const made = await create(words);
        const file = (await api.get(`/v1/skills/${made.id}/export`, org.key)).as(skillFileView);
        const back = (await api.post('/v1/skills/import', org.key, { content: file.content })).as(skillView);
        for (const field of ['title', 'description', 'body', 'tags'] as const) {
          assert.deepEqual(back[field], made[field], field);
        }
      }),
      { numRuns: 25 },
    );
    const broken = await api.post('/v1/skills/import', org.key, { content: 'no front matter' });
    assertProblem(broken, 'invalid_request', ['/content']);
    const unknown = '---\ntitle: Knots\ndescription: For knots.\ncolour: red\n---\nText';
    assertProblem(await api.post('/v1/skills/import', org.key, { content: unknown }), 'invalid_request', [
      '/content/colour',
    ]);
  });

  it('of another organization are as unknown as any', async () => {
    const skill = await create();
    const other = await api.createOrganization('Another school');
    assertProblem(await api.get(`/v1/skills/${skill.id}`, other.key), 'not_found');
    assert.ok(
      (await api.get('/v1/skills?limit=200', other.key))
        .as(skillPage)
        .data.every(({ scope }) => scope === 'platform'),
    );
    const body = { name: 'Thief', kind: 'custom_report', spec: { skillIds: [skill.id] } };
    assertProblem(await api.post('/v1/agents', other.key, body), 'invalid_request', ['/spec/skillIds/0']);
  });

  it('are not deleted while an agent is just getting one', async () => {
    const { id } = await create();
    const agentId = await api.createAgent(org.id);
    const deletions: Promise<ApiAnswer>[] = [];
    await api.database.transact(org.id, async (store) => {
      const current = await store.agents.get(requireUuid('agent', agentId));
      assert.ok(current);
      const spec = agentSpecSchema.parse({ skillIds: [id] });
      const version = { name: current.agent.name, spec, title: 'With a skill' };
      await store.agents.save(current, { actor: 'test', action: 'agent.updated', version });
      deletions.push(api.request('DELETE', `/v1/skills/${id}`, { key: org.key }));
      await new Promise((resolve) => setTimeout(resolve, 500));
    });
    const [deleted] = await Promise.all(deletions);
    assert.ok(deleted);
    assertProblem(deleted, 'conflict');
    assert.equal((await api.get(`/v1/skills/${id}`, org.key)).status, 200);
  });
});

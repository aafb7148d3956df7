import assert from 'node:assert/strict';
import { requireUuid } from '../../domain/ids.ts';
import { startTestApi, type TestApi, type TestOrganization } from '../support/api-server.ts';
import { assertProblem } from '../support/problem.ts';

describe('agents over HTTP', () => {
  let api: TestApi;
  let org: TestOrganization;

  before(async () => {
    api = await startTestApi();
    org = await api.createOrganization();
  });
  after(() => api.stop());

  const create = (body: object = {}) =>
    api.post('/v1/agents', org.key, { name: 'Replies', kind: 'text_reply', ...body });
  const versionsOf = (id: string) =>
    api.system.agentVersion.findMany({
      where: { agentId: requireUuid('agent', id) },
      orderBy: { number: 'asc' },
    });

  describe('POST /v1/agents', () => {
    it("answers 201 with an ETag and the kind's defaults under what was given", async () => {
      const answer = await create({ spec: { persona: { tone: 'formal' } } });
      assert.equal(answer.status, 201, answer.text);
      assert.equal(answer.headers.get('etag'), '"1"');
      assert.equal(answer.body.status, 'draft');
      assert.equal(answer.body.spec.persona.tone, 'formal');
      assert.ok(Array.isArray(answer.body.spec.tools.allow));
      const read = await api.get(answer.headers.get('location') ?? '', org.key);
      assert.deepEqual(read.body, answer.body);
      const [version] = await versionsOf(answer.body.id);
      assert.equal(version?.title, 'Created');
      assert.match(version?.author ?? '', /^key:key_/);
    });

    it('answers 422 for an unknown kind and names near ones', async () => {
      const answer = await create({ kind: 'text_replies' });
      assertProblem(answer, 'invalid_request', ['/kind']);
      assert.match(answer.body.errors[0].message, /did you mean text_reply\?/);
    });

    it('answers 422 with a pointer to each wrong part of the spec', async () => {
      const wrong = {
        persona: { tone: 5, mood: 'good' },
        autonomy: 'full',
        goals: [{ title: '' }],
        extra: 1,
      };
      const answer = await create({ spec: wrong });
      assertProblem(answer, 'invalid_request', [
        '/spec/persona/tone',
        '/spec/persona/mood',
        '/spec/autonomy',
        '/spec/goals/0/title',
        '/spec/extra',
      ]);
      const mood = answer.body.errors.find(
        (error: { pointer: string }) => error.pointer === '/spec/persona/mood',
      );
      assert.match(mood.message, /known here: displayName, tone/);
    });

    it('answers 422 with a pointer to each tool that does not exist', async () => {
      const spec = { tools: { allow: ['send_message', 'send_mesage'] }, requireApprovalFor: ['teleport'] };
      const answer = await create({ spec });
      assertProblem(answer, 'invalid_request', ['/spec/tools/allow/1', '/spec/requireApprovalFor/0']);
      assert.match(answer.body.detail, /did you mean send_message\?/);
    });
  });

  describe('PATCH /v1/agents/{id}', () => {
    it('makes a version with a title that says what changed, and keeps the rest', async () => {
      const { body: agent } = await create({
        spec: { persona: { tone: 'formal' }, tools: { allow: [] }, rules: ['No discounts.'] },
      });
      const spec = { persona: { tone: 'warm' }, tools: { allow: ['send_message'] } };
      const answer = await api.patch(
        `/v1/agents/${agent.id}`,
        org.key,
        { spec, note: 'friendlier' },
        { 'if-match': '"1"' },
      );
      assert.equal(answer.status, 200, answer.text);
      assert.equal(answer.headers.get('etag'), '"2"');
      assert.equal(answer.body.versionNumber, 2);
      assert.deepEqual(answer.body.spec.rules, ['No discounts.']);
      const versions = await versionsOf(agent.id);
      assert.deepEqual(
        versions.map(({ number, title, note }) => ({ number, title, note })),
        [
          { number: 1, title: 'Created', note: null },
          { number: 2, title: 'Tone: formal → warm; +1 tool', note: 'friendlier' },
        ],
      );
    });

    it('answers 428 without If-Match, 412 with an old one, and changes nothing', async () => {
      const { body: agent } = await create();
      const path = `/v1/agents/${agent.id}`;
      assertProblem(await api.patch(path, org.key, { name: 'B' }), 'precondition_required');
      assert.equal((await api.patch(path, org.key, { name: 'B' }, { 'if-match': '"1"' })).status, 200);
      assertProblem(
        await api.patch(path, org.key, { name: 'C' }, { 'if-match': '"1"' }),
        'precondition_failed',
      );
      assertProblem(
        await api.patch(path, org.key, { name: 'C' }, { 'if-match': 'nonsense' }),
        'precondition_failed',
      );
      const read = await api.get(path, org.key);
      assert.deepEqual([read.body.name, read.body.revision], ['B', 2]);
    });

    it('lets one of ten parallel edits win', async () => {
      const { body: agent } = await create();
      const edit = (i: number) =>
        api.patch(`/v1/agents/${agent.id}`, org.key, { name: `Name ${String(i)}` }, { 'if-match': '"1"' });
      const answers = await Promise.all(Array.from({ length: 10 }, (_, i) => edit(i)));
      assert.deepEqual(answers.map((answer) => answer.status).sort(), [
        200,
        ...Array.from({ length: 9 }, () => 412),
      ]);
      assert.equal((await versionsOf(agent.id)).length, 2);
    });

    it('changes the status without a new version, and nothing when there is nothing new', async () => {
      const { body: agent } = await create();
      const path = `/v1/agents/${agent.id}`;
      const active = await api.patch(path, org.key, { status: 'active' }, { 'if-match': '"1"' });
      assert.deepEqual(
        [active.body.status, active.body.revision, active.body.versionNumber],
        ['active', 2, 1],
      );
      const same = { status: 'active', name: 'Replies', spec: { persona: active.body.spec.persona } };
      const again = await api.patch(path, org.key, same, { 'if-match': '"2"' });
      assert.deepEqual([again.body.revision, again.body.versionNumber], [2, 1]);
    });
  });

  describe('GET /v1/agents', () => {
    it('filters by kind, status and part of the name, taking % and _ as themselves', async () => {
      const own = await api.createOrganization('Filters');
      for (const name of ['100% honest', 'snake_case', 'Plain']) {
        await api.post('/v1/agents', own.key, {
          name,
          kind: name === 'Plain' ? 'custom_report' : 'text_reply',
        });
      }
      const names = async (query: string): Promise<string[]> => {
        const answer = await api.get(`/v1/agents?${query}`, own.key);
        assert.equal(answer.status, 200, answer.text);
        return answer.body.data.map((agent: { name: string }) => agent.name);
      };
      assert.deepEqual(await names('q=%25'), ['100% honest']);
      assert.deepEqual(await names('q=E_C'), ['snake_case']);
      assert.deepEqual(await names('kind=custom_report'), ['Plain']);
      assert.deepEqual(await names('status=active'), []);
    });

    it('counts the runs and the costs of the last 30 days', async () => {
      const agentId = await api.createAgent(org.id);
      const { body: run } = await api.post('/v1/runs', org.key, { agentId });
      await api.system.run.update({
        where: { id: requireUuid('run', run.id) },
        data: { costMicroUsd: 1234n },
      });
      const { body } = await api.get(`/v1/agents/${agentId}`, org.key);
      assert.deepEqual([body.runs30d, body.costMicroUsd30d], [1, 1234]);
      assert.deepEqual(body.lastRun, { id: run.id, status: 'queued', queuedAt: run.queuedAt });
    });
  });

  it('pages through all agents in order, without a gap or a repeat', async () => {
    const own = await api.createOrganization('Pages');
    const made: string[] = [];
    for (let i = 0; i < 7; i += 1)
      made.unshift(
        (await api.post('/v1/agents', own.key, { name: `A${String(i)}`, kind: 'text_reply' })).body.id,
      );
    const seen: string[] = [];
    let path = '/v1/agents?limit=3';
    for (;;) {
      const { body } = await api.get(path, own.key);
      seen.push(...body.data.map((agent: { id: string }) => agent.id));
      assert.equal(body.hasMore, body.nextCursor !== null);
      if (!body.hasMore) break;
      path = `/v1/agents?limit=3&cursor=${String(body.nextCursor)}`;
    }
    assert.deepEqual(seen, made);
  });

  it('names a bad cursor', async () => {
    for (const cursor of [
      'x',
      'e30',
      Buffer.from('["2026-01-01T00:00:00Z","x"]').toString('base64url'),
      '%00',
    ]) {
      for (const path of ['/v1/agents', '/v1/runs', '/v1/approvals', '/v1/api-keys']) {
        assertProblem(await api.get(`${path}?cursor=${cursor}`, org.key), 'invalid_request', ['/cursor']);
      }
    }
  });

  it('shows what can be built: kinds and tools with JSON Schemas, the organization and its keys', async () => {
    const kinds = await api.get('/v1/kinds', org.key);
    const kind = kinds.body.data.find((item: { name: string }) => item.name === 'text_reply');
    assert.equal(kind.inputSchema.properties.message.type, 'string');
    const tools = await api.get('/v1/tools', org.key);
    const tool = tools.body.data.find((item: { name: string }) => item.name === 'send_message');
    assert.deepEqual([tool.effect, tool.risk, tool.inputSchema.type], ['at_most_once', 'send', 'object']);
    const organization = await api.get('/v1/organizations/current', org.key);
    assert.equal(organization.body.name, 'Harbour Sailing School');
    const keys = await api.get('/v1/api-keys', org.key);
    assert.equal(keys.body.data[0].prefix, org.key.slice(0, 10));
    assert.ok(!keys.text.includes(org.key) && !/hash/i.test(keys.text));
    assert.notEqual(keys.body.data[0].lastUsedAt, null);
  });
});
